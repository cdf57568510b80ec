import type { ClientAnswers } from '@/protocol/events';
import type { Asked } from './answers';
import type { Store } from './store';

/** Reading on is told of together: this long after the last time. */
const TOGETHER_MS = 500;

/**
 * Tells the server how far was read, for the user's other devices: whenever this device is ahead of the server's
 * word. What cannot be told now is told after the reconnect.
 */
export function tellRead(options: {
  store: Store;
  ask: (read: Asked<'mark_read'>) => Promise<ClientAnswers['mark_read']>;
}): { pump(): void; stop(): void } {
  const { store, ask } = options;
  const told = new Map<string, number>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let before = store.get().read;

  function pump() {
    clearTimeout(timer);
    timer = undefined;
    const { read, log, link } = store.get();
    if (link.state !== 'ready') return told.clear();
    for (const [conversation, seq] of Object.entries(read)) {
      const known = Math.max(log[conversation]?.info?.read ?? 0, told.get(conversation) ?? 0);
      if (seq <= known) continue;
      told.set(conversation, seq);
      ask({ conversation, seq }).then(
        (answer) => store.dispatch({ type: 'conversation', conversation: answer.conversation }),
        // Refused: it is not theirs to read any more. Lost: it is told again after the reconnect.
        () => {},
      );
    }
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
