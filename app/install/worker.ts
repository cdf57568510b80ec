import type { Appearance } from '@/clients/worker/shell';

/** Milliseconds after which an open page looks for a newer version when it is shown again. */
const CHECK_MS = 60 * 60_000;

/**
 * Registers the service worker, which stores the page. Calls `onUpdate` when a newer version waits, with the function
 * that starts it and loads the page again. Returns the function that ends the calls.
 */
export function registerWorker(onUpdate: (update: () => void) => void): () => void {
  // Development has no worker: its files change without a build.
  // biome-ignore lint/style/noProcessEnv: the build replaces it
  if (process.env.NODE_ENV !== 'production' || !('serviceWorker' in navigator)) return () => {};
  const { serviceWorker } = navigator;
  const stopping = new AbortController();
  const { signal } = stopping;
  let checked = Date.now();
  const reload = () => location.reload();
  // The user started the newer version in another tab: this page still belongs to the old one.
  if (serviceWorker.controller)
    serviceWorker.addEventListener('controllerchange', () => onUpdate(reload), { signal });

  async function register() {
    const registration = await serviceWorker.register('/sw.js', { updateViaCache: 'none' });
    if (signal.aborted) return;
    const look = () => {
      const { waiting } = registration;
      // The first worker of this browser waits for nothing.
      if (waiting && serviceWorker.controller) onUpdate(() => start(waiting));
    };
    look();
    registration.addEventListener(
      'updatefound',
      () => registration.installing?.addEventListener('statechange', look, { signal }),
      { signal },
    );
    document.addEventListener(
      'visibilitychange',
      () => {
        if (document.visibilityState === 'hidden' || Date.now() - checked < CHECK_MS) return;
        checked = Date.now();
        registration.update().catch(() => {});
      },
      { signal },
    );
    const { lang, dataset } = document.documentElement;
    // The worker stores its page again if that has another language or theme.
    serviceWorker.controller?.postMessage({ shown: { lang, theme: dataset.theme } satisfies Appearance });
  }

  function start(waiting: ServiceWorker) {
    serviceWorker.addEventListener('controllerchange', reload, { once: true });
    waiting.postMessage('update');
  }

  // Where workers are forbidden, as in some private windows, the page works without.
  register().catch(() => {});
  return () => stopping.abort();
}
