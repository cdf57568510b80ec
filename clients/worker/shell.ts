import type { ExtendableEvent, FetchEvent, WorkerScope } from './scope';
import { shareUrl } from './share-url';

/** The build of the pages that the worker belongs to; the server puts it before the worker's script. */
export interface Build {
  /** Changes with the pages and with the worker. */
  id: string;
  /** The URLs of the scripts, styles and fonts of the build; each has its content's hash in its name. */
  assets: readonly string[];
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
    const cache = await caches.open(name);
    const urls = [SHELL, ...build.assets];
    const fetchAll = async () => {
      for (let url = urls.pop(); url; url = urls.pop()) await cache.add(request(url));
    };
    await Promise.all(Array.from({ length: FETCHES }, fetchAll));
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
    if (request.method !== 'GET' || url.origin !== scope.location.origin) return;
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

  /** Fetches the shell again, because its language or theme has changed. */
  async function refresh(): Promise<void> {
    const cache = await caches.open(name);
    await cache.add(request(SHELL));
  }

  scope.addEventListener('install', (event) => event.waitUntil(install()));
  scope.addEventListener('activate', (event) => event.waitUntil(activate()));
  scope.addEventListener('fetch', answer);
  scope.addEventListener('message', (event: ExtendableEvent & { readonly data: unknown }) => {
    if (event.data === 'update') event.waitUntil(scope.skipWaiting());
    if (event.data === 'refresh') event.waitUntil(refresh().catch(() => {}));
  });
}

/** The shell of a build must not come from the HTTP cache; files with a hash in their name may. */
const request = (url: string) => new Request(url, { cache: url === SHELL ? 'reload' : 'default' });

async function stored(cacheName: string, path: string, request: Request): Promise<Response> {
  return (await caches.match(path, { cacheName })) ?? fetch(request);
}

/** Returns whether this browser stores the data of a user. Browsers that do not list databases: false. */
async function isSomeoneKept(): Promise<boolean> {
  const databases = (await indexedDB.databases?.()) ?? [];
  return databases.some(({ name }) => name === DATABASE);
}

const timeout = (ms: number) => new Promise<null>((resolve) => setTimeout(resolve, ms, null));
