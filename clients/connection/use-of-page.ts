/** Milliseconds after the last touch or key for which a visible page counts as looked at. */
const IN_USE_MS = 180_000;
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'focus'] as const;

let usedAt = Date.now();

/** Returns whether the user sees this page now: it is visible, and was used a short time ago. */
export function isInUse(): boolean {
  return globalThis.document?.visibilityState === 'visible' && Date.now() - usedAt < IN_USE_MS;
}

/** Calls `onReturn` when the user comes back to the page. Returns the function that ends the calls. */
export function onUse(onReturn: () => void): () => void {
  const page = globalThis.document;
  if (!page) return () => {};
  const use = () => {
    const wasUsed = isInUse();
    usedAt = Date.now();
    if (!wasUsed && isInUse()) onReturn();
  };
  const options = { capture: true, passive: true };
  for (const sign of SIGNS) addEventListener(sign, use, options);
  const show = () => {
    if (page.visibilityState !== 'visible') return;
    usedAt = Date.now();
    onReturn();
  };
  page.addEventListener('visibilitychange', show);
  return () => {
    for (const sign of SIGNS) removeEventListener(sign, use, options);
    page.removeEventListener('visibilitychange', show);
  };
}
