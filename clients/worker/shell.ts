import { storeShared } from '../attachments/shared-files';
import type { ExtendableEvent, FetchEvent, WorkerScope } from './scope';
import { shareUrl } from './share-url';

/** The build of the pages that the worker belongs to; the server puts it before the worker's script. */
export interface Build {
  /** Changes with the pages and with the worker. */
  id: string;
  /** The URLs of the scripts, styles and fonts of the build; each has its content's hash in its name. */
  assets: readonly string[];
}

/** The language and the theme of a page, as its root element names them. */
export interface Appearance {
  lang: string;
  theme?: string | undefined;
}

/** The page without anything of a person, which shows what this browser stores. */
const SHELL = '/offline';
/** The prefix of the names of the worker's caches. */
const CACHE = 'quad-shell-';
/** The name of the IndexedDB database of the user who is signed in in this browser (clients/connection/vault.ts). */
const DATABASE = 'quad';
/** Milliseconds to wait for the page from the network before the stored one is shown. */
const NETWORK_MS = 1_500;
/** The maximum number of files that are fetched at once: the first page loads at the same time. */
const FETCHES = 4;

/** Serves the pages of one build: stores the shell and its files, and answers with them where the network does not. */
export function serveShell(scope: WorkerScope, build: Build): void {
  const name = CACHE + build.id;
  const assets = new Set(build.assets);

  async function install(): Promise<void> {
    await storeShell();
    const cache = await caches.open(name);
    const urls = [...build.assets];
    const fetchAll = async () => {
      for (let url = urls.pop(); url; url = urls.pop()) await cache.add(url);
    };
    await Promise.all(Array.from({ length: FETCHES }, fetchAll));
  }

  /**
   * Fetches and stores the shell. Throws when the answer is the shell of another build, whose files this worker does not
   * store: a newer build is served, or several are.
   */
  async function storeShell(): Promise<void> {
    // It must not come from the HTTP cache; files with a hash in their name may.
    const shell = await fetch(new Request(SHELL, { cache: 'reload' }));
    if (!shell.ok) throw new Error(`${SHELL}: ${shell.status}`);
    if (!filesOf(await shell.clone().text()).every((file) => assets.has(file)))
      throw new Error('the shell is of another build');
    await (await caches.open(name)).put(SHELL, shell);
  }

  /** Deletes the caches of other builds. Runs once no page uses the previous worker, or after `update`. */
  async function activate(): Promise<void> {
    const names = await caches.keys();
    await Promise.all(
      names.filter((each) => each.startsWith(CACHE) && each !== name).map((each) => caches.delete(each)),
    );
    await scope.clients.claim();
  }

  function answer(event: FetchEvent): void {
    const { request } = event;
    const url = new URL(request.url);
    if (url.origin !== scope.location.origin) return;
    if (request.method === 'POST' && url.pathname === '/share') event.respondWith(share(request));
    if (request.method !== 'GET') return;
    if (assets.has(url.pathname)) event.respondWith(stored(name, url.pathname, request));
    else if (request.mode === 'navigate' && !/^\/(api|fenix)\//i.test(url.pathname))
      event.respondWith(navigate(event));
  }

  async function navigate({ request }: FetchEvent): Promise<Response> {
    const { pathname, searchParams, origin } = new URL(request.url);
    if (pathname === '/share') return Response.redirect(origin + shareUrl(searchParams), 303);
    const network = fetch(request);
    const inTime = pathname === '/' && (await isSomeoneKept()) ? timeout(NETWORK_MS) : null;
    try {
      const answer = await (inTime ? Promise.race([network, inTime]) : network);
      if (answer) return answer;
    } catch {
      // No network: the stored page says so.
    }
    network.catch(() => {});
    return (await caches.match(SHELL, { cacheName: name })) ?? network;
  }

  /** Stores the files that another app shares, and opens the main page, which asks for the conversation. */
  async function share(request: Request): Promise<Response> {
    // Browsers cancel the form of an app that has taken a file back.
    const form = await request.formData().catch(() => new FormData());
    const texts = new URLSearchParams();
    for (const [name, value] of form) if (typeof value === 'string') texts.append(name, value);
    const files = form.getAll('files').filter((value) => value instanceof File);
    // Without storage the text is shared all the same.
    const stored = files.length > 0 ? await storeShared(files).catch(() => null) : null;
    return Response.redirect(scope.location.origin + shareUrl(texts, stored), 303);
  }

  /** Fetches the shell again if a page is shown in another language or theme. */
  async function refresh({ lang, theme }: Appearance): Promise<void> {
    const shell = await caches.match(SHELL, { cacheName: name });
    const [root = ''] = /<html[^>]*>/.exec((await shell?.text()) ?? '') ?? [];
    const isSame = attribute(root, 'lang') === lang && attribute(root, 'data-theme') === theme;
    if (shell && !isSame) await storeShell();
  }

  scope.addEventListener('install', (event) => event.waitUntil(install()));
  scope.addEventListener('activate', (event) => event.waitUntil(activate()));
  scope.addEventListener('fetch', answer);
  scope.addEventListener('message', (event: ExtendableEvent & { readonly data: unknown }) => {
    if (event.data === 'update') event.waitUntil(scope.skipWaiting());
    const shown = (event.data as { shown?: Appearance } | null)?.shown;
    if (shown) event.waitUntil(refresh(shown).catch(() => {}));
  });
}

/** Returns the scripts and styles that a page loads, without those for browsers that have no modules. */
function filesOf(html: string): string[] {
  const tags = (html.match(/<(?:script|link)\b[^>]*>/g) ?? []).filter((tag) => !/\snomodule\b/i.test(tag));
  return tags.flatMap((tag) => /"(\/_next\/static\/[^"?]+\.(?:js|css))[?"]/.exec(tag)?.[1] ?? []);
}

/** Returns the value of an attribute of a tag. */
const attribute = (tag: string, name: string) => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];

async function stored(cacheName: string, path: string, request: Request): Promise<Response> {
  return (await caches.match(path, { cacheName })) ?? fetch(request);
}

/** Returns whether this browser stores the data of a user. Browsers that do not list databases: false. */
async function isSomeoneKept(): Promise<boolean> {
  const databases = (await indexedDB.databases?.()) ?? [];
  return databases.some(({ name }) => name === DATABASE);
}

const timeout = (ms: number) => new Promise<null>((resolve) => setTimeout(resolve, ms, null));
