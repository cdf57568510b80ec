import type { Browser, BrowserContext, BrowserContextOptions, Page } from '@playwright/test';

interface BrowserOptions extends BrowserContextOptions {
  baseURL: string;
  /** Where the device is; without it the device cannot be located. */
  geolocation?: { latitude: number; longitude: number; accuracy?: number };
}

/** The browsers of one worker: each has storage of its own, as that of one person has. */
export interface Browsers {
  /** Returns the page of a browser without any storage. Passes the errors of its pages to `onError`. */
  take(options: BrowserOptions, onError: (text: string) => void): Promise<Page>;
  /** Empties the browser of the page and closes its other pages; a later test may use it. */
  giveBack(page: Page): Promise<void>;
  close(): Promise<void>;
}

/**
 * Ends the sign-in of the browser, if it has one: a later test may count the devices of the same user. A node that the
 * test has stopped has no later test.
 */
async function signOut(context: BrowserContext, key: string): Promise<void> {
  const { baseURL } = JSON.parse(key) as BrowserOptions;
  await context.request.post('/api/v1/sign-out', { data: {}, headers: { Origin: baseURL } }).catch(() => {});
}

/** What one page leaves for the next: a browser that a test has changed with it is closed. */
const LASTING = ['addInitScript', 'exposeBinding', 'exposeFunction', 'route', 'routeWebSocket'];

interface Taken {
  context: BrowserContext;
  key: string;
  onError: (text: string) => void;
  hasLasting: boolean;
}

/**
 * Creates the browsers of a worker. They are used again, because a page in a new browser takes twice the processor time
 * of one in a process that has shown the page before.
 */
export function createBrowsers(browser: Browser): Browsers {
  const taken = new Map<Page, Taken>();
  const free = new Map<string, Page[]>();

  async function create(key: string, options: BrowserOptions): Promise<Page> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const one: Taken = { context, key, onError() {}, hasLasting: false };
    context.on('console', (message) => {
      if (message.type() === 'error') one.onError(message.text());
    });
    context.on('weberror', (error) => one.onError(String(error.error())));
    const note = (target: object, names: string[]) => {
      for (const name of names) {
        const original: unknown = Reflect.get(target, name);
        if (typeof original !== 'function') continue;
        Reflect.set(target, name, (...args: unknown[]) => {
          one.hasLasting = true;
          return Reflect.apply(original, target, args);
        });
      }
    };
    for (const target of [context, page]) note(target, LASTING);
    note(page.clock, ['install', 'setFixedTime', 'setSystemTime']);
    taken.set(page, one);
    return page;
  }

  return {
    async take({ geolocation, permissions, ...options }, onError) {
      const key = JSON.stringify(options);
      const page = free.get(key)?.pop() ?? (await create(key, options));
      const one = taken.get(page) as Taken;
      one.onError = onError;
      if (geolocation) await one.context.setGeolocation(geolocation);
      if (permissions) await one.context.grantPermissions(permissions);
      return page;
    },
    async giveBack(page) {
      const one = taken.get(page) as Taken;
      const { context, key } = one;
      // A browser must not close a page that is navigating.
      for (const each of context.pages()) await each.waitForLoadState();
      if (one.hasLasting || page.isClosed()) {
        taken.delete(page);
        one.onError = () => {};
        // Without its pages, which would notice the end of the sign-in.
        for (const each of context.pages()) await each.close();
        await signOut(context, key);
        await context.close();
        return;
      }
      one.onError = () => {};
      for (const each of context.pages()) if (each !== page) await each.close();
      page.removeAllListeners();
      await context.setOffline(false);
      // Outside the pages, whose storage may only be emptied once they are gone.
      // A page that is going elsewhere by itself interrupts the first try.
      await page.goto('/healthz').catch(() => page.goto('/healthz'));
      await page.evaluate(() => sessionStorage.clear());
      const devtools = await context.newCDPSession(page);
      const { origin } = new URL(page.url());
      await devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
      await devtools.detach();
      await signOut(context, key);
      await context.clearCookies();
      await context.clearPermissions();
      await context.setGeolocation(null);
      const options = JSON.parse(key) as BrowserOptions;
      // Null would turn off what the browser was created with, too.
      await page.emulateMedia({
        colorScheme: options.colorScheme ?? 'light',
        contrast: options.contrast ?? 'no-preference',
        forcedColors: options.forcedColors ?? 'none',
        reducedMotion: options.reducedMotion ?? 'no-preference',
      });
      await page.setViewportSize(options.viewport ?? { width: 1280, height: 720 });
      free.set(key, [...(free.get(key) ?? []), page]);
    },
    async close() {
      for (const { context } of taken.values()) await context.close();
    },
  };
}
