/** Gives alerts precedence over messages on this node: while an alert is being issued, no further batch of messages begins. */
export interface Precedence {
  /** Begins to hold messages back. Returns the function that ends it; it ends by itself after a second. */
  begin(): () => void;
  /** Returns what resolves once messages may go on; undefined when they may now. */
  passed(): Promise<void> | undefined;
}

/** Milliseconds after which messages go on whatever happens: the database may not answer. */
const MAX_MS = 1_000;

/** Creates the precedence of alerts on this node. */
export function createPrecedence(maxMs = MAX_MS): Precedence {
  let holding = 0;
  let waiting: { promise: Promise<void>; resolve: () => void } | null = null;
  return {
    begin() {
      holding += 1;
      let ended = false;
      const end = () => {
        if (ended) return;
        ended = true;
        clearTimeout(timer);
        holding -= 1;
        if (holding > 0) return;
        waiting?.resolve();
        waiting = null;
      };
      const timer = setTimeout(end, maxMs);
      return end;
    },
    passed() {
      if (holding === 0) return undefined;
      if (!waiting) {
        let resolve = () => {};
        const promise = new Promise<void>((resolved) => {
          resolve = resolved;
        });
        waiting = { promise, resolve };
      }
      return waiting.promise;
    },
  };
}
