import type { MAX_READS } from '@/protocol/fields';
import type { Ask } from './answers';
import type { Store } from './store';

/** Reading on is told of together: this long after the last time. */
const TOGETHER_MS = 500;
// Only the type is imported: the value would bring the parser of the whole protocol into the page.
const MOST: typeof MAX_READS = 100;

/**
 * Tells the server how far was read, for the user's other devices: whenever this device is ahead of the server's
 * word; of one conversation by itself, of several in one event. What cannot be told now is told after the reconnect.
 */
export function reportReadMarks({ store, ask }: { store: Store; ask: Ask }): {
  pump(): void;
  stop(): void;
} {
  const told = new Map<string, number>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let before = store.get().read;

  function pump() {
    clearTimeout(timer);
    timer = undefined;
    const { read, log, link } = store.get();
    if (link.state !== 'ready') return told.clear();
    const due = Object.entries(read).filter(
      ([id, seq]) => seq > Math.max(log[id]?.info?.read ?? 0, told.get(id) ?? 0),
    );
    for (const [id, seq] of due) told.set(id, seq);
    for (let i = 0; i < due.length; i += MOST) tell(due.slice(i, i + MOST));
  }

  function tell(due: [id: string, seq: number][]) {
    const [one] = due;
    if (!one) return;
    const asking =
      due.length === 1
        ? ask('mark_read', { conversation: one[0], seq: one[1] }).then(({ conversation }) =>
            store.dispatch({ type: 'conversation', conversation }),
          )
        : ask('mark_all_read', { conversations: Object.fromEntries(due) });
    // Refused: it is not theirs to read any more. Lost: it is told again after the reconnect.
    asking.catch(() => {});
  }

  const stop = store.subscribe(() => {
    const { read } = store.get();
    if (read === before) return;
    before = read;
    timer ??= setTimeout(pump, TOGETHER_MS);
  });
  return {
    pump,
    stop() {
      clearTimeout(timer);
      stop();
    },
  };
}
