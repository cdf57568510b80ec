import { afterEach, expect, test, vi } from 'vitest';
import type { WorkerScope } from './scope';
import { serveShell } from './shell';

const FILE = '/_next/static/chunks/one.js';
const STYLE = '/_next/static/chunks/one.css';

afterEach(() => vi.unstubAllGlobals());

/** Returns the shell of a build as Next.js renders it; browsers with modules need no polyfills. */
const shellOf = (build: string, { lang = 'en', theme = '' } = {}) =>
  `<!DOCTYPE html><html lang="${lang}" dir="ltr"${theme && ` data-theme="${theme}"`}><head>` +
  `<link rel="stylesheet" href="/_next/static/chunks/${build}.css" data-precedence="next"/>` +
  '<script src="/_next/static/chunks/polyfills.js" noModule=""></script>' +
  `<script src="/_next/static/chunks/${build}.js" async=""></script></head></html>`;

/** Starts the worker of the build `one`. `served.shell` is what the server answers; `stored` returns the stored shell. */
function start() {
  const listeners = new Map<string, (event: object) => void>();
  const served = { shell: shellOf('one'), times: 0 };
  const cache = new Map<string, string>();
  const fetched = async (url: string) => {
    if (url !== '/offline') return new Response('');
    served.times++;
    return new Response(served.shell);
  };
  const found = (url: string) => (cache.has(url) ? new Response(cache.get(url)) : undefined);
  vi.stubGlobal(
    'Request',
    class {
      constructor(readonly url: string) {}
    },
  );
  vi.stubGlobal('fetch', ({ url }: Request) => fetched(url));
  vi.stubGlobal('caches', {
    open: async () => ({
      add: async (url: string) => void cache.set(url, await (await fetched(url)).text()),
      put: async (url: string, answer: Response) => void cache.set(url, await answer.text()),
    }),
    match: async (url: string) => found(url),
  });
  const scope = {
    addEventListener: (type: string, listener: (event: object) => void) => listeners.set(type, listener),
  };
  serveShell(scope as unknown as WorkerScope, { id: 'one', assets: [FILE, STYLE] });
  const emit = async (type: string, data?: unknown) => {
    let work: Promise<unknown> = Promise.resolve();
    listeners.get(type)?.({ data, waitUntil: (promise: Promise<unknown>) => (work = promise) });
    await work;
  };
  return { served, emit, stored: () => cache.get('/offline'), files: () => [...cache.keys()].sort() };
}

test('[U11] a build stores its own shell and files, and never the shell of another build', async () => {
  const { served, emit, stored, files } = start();
  served.shell = shellOf('two');
  await expect(emit('install')).rejects.toThrow('another build');
  expect(stored()).toBeUndefined();
  served.shell = shellOf('one');
  await emit('install');
  expect(files()).toEqual([STYLE, FILE, '/offline']);
  served.shell = shellOf('two', { lang: 'pt' });
  await emit('message', { shown: { lang: 'pt' } });
  expect(stored()).toBe(shellOf('one'));
});

test('the shell is fetched again when the page has another language or theme', async () => {
  const { served, emit, stored } = start();
  await emit('install');
  await emit('message', { shown: { lang: 'en' } });
  expect(served.times).toBe(1);
  served.shell = shellOf('one', { lang: 'pt' });
  await emit('message', { shown: { lang: 'pt' } });
  expect(stored()).toContain('lang="pt"');
  served.shell = shellOf('one', { lang: 'pt', theme: 'dark' });
  await emit('message', { shown: { lang: 'pt', theme: 'dark' } });
  expect(stored()).toContain('data-theme="dark"');
});
