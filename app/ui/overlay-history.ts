/** The parts of the window that the history of overlays uses. */
type Page = Pick<Window, 'addEventListener' | 'setTimeout'> & {
  history: Pick<History, 'state' | 'pushState' | 'replaceState' | 'back'>;
};

interface OverlayHistory {
  /** Adds the entry of an overlay that has opened; Back calls `close`. Returns the function that removes the entry. */
  open(close: () => void): () => void;
  /** Calls `work` now, or once the entry that is being removed is gone: until then the history must not change. */
  settled(work: () => void): void;
  /** Whether the current entry is of an overlay: a new route takes its place. */
  isOverlay(): boolean;
}

/**
 * Creates the entries of the browser's history that stand for open overlays, so that the Back of a phone closes the
 * topmost overlay instead of leaving the page. Overlays close in the reverse order of their opening.
 */
export function createOverlayHistory({ history, addEventListener, setTimeout }: Page): OverlayHistory {
  /** The open overlays. The topmost ones may have no entry yet: they wait for one that is being removed. */
  const overlays: { id: number; close: () => void; hasEntry: boolean }[] = [];
  // Entries of an earlier load of the page have smaller numbers.
  let last = Date.now();
  let removing = false;
  let waiting: (() => void)[] = [];

  const current = (): number | undefined => history.state?.overlay;

  function settled(work: () => void) {
    if (removing) waiting.push(work);
    else work();
  }

  function back() {
    removing = true;
    history.back();
  }

  addEventListener('popstate', () => {
    removing = false;
    const at = overlays.findIndex(({ id }) => id === current());
    // An entry whose overlay has closed: the one before it is meant.
    if (at === -1 && current() !== undefined) return back();
    const above = overlays.splice(at + 1);
    overlays.push(...above.filter(({ hasEntry }) => !hasEntry));
    for (const { close } of above.filter(({ hasEntry }) => hasEntry).reverse()) close();
    const works = waiting;
    waiting = [];
    for (const work of works) settled(work);
  });

  return {
    settled,
    isOverlay: () => current() !== undefined,
    open(close) {
      const id = ++last;
      const overlay = { id, close, hasEntry: false };
      overlays.push(overlay);
      settled(() => {
        if (!overlays.includes(overlay)) return;
        overlay.hasEntry = true;
        // The entry of an overlay that has just closed is used again.
        const used = current() !== undefined && !overlays.some((each) => each.id === current());
        history[used ? 'replaceState' : 'pushState']({ ...history.state, overlay: id }, '');
      });
      return () => {
        const at = overlays.findIndex((each) => each.id === id);
        // Back has closed it.
        if (at === -1) return;
        overlays.splice(at, 1);
        // Later: what closes the overlay may open another one, or another route.
        setTimeout(() => settled(() => current() === id && back()), 0);
      };
    },
  };
}

let created: OverlayHistory | undefined;

/** Returns the history of the overlays of this page. Works in a browser only. */
export function overlayHistory(): OverlayHistory {
  created ??= createOverlayHistory({
    history,
    addEventListener: addEventListener.bind(window),
    setTimeout: setTimeout.bind(window),
  } as Page);
  return created;
}
