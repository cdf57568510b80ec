import { backoff } from '@/protocol/backoff';
import type { ClientAnswers } from '@/protocol/events';
import { nextToSend } from '../state/outgoing';
import { type Payload, RequestRefused } from './request';
import type { Store } from './store';

/**
 * Sends what waits in the state, one after another so that its order is kept. `lost` is told when no answer
 * came: the message goes again after the reconnect, under the same client id. After "not now" all wait, as long as
 * the server says.
 */
export function sendInOrder(options: {
  store: Store;
  ask: (message: Payload<'send_message'>) => Promise<ClientAnswers['send_message']>;
  lost: () => void;
}): { pump(): void } {
  const { store, ask, lost } = options;
  /** The server asked for patience until then. Milliseconds since 1970. */
  let notBefore = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function pump() {
    clearTimeout(timer);
    if (store.get().link.state !== 'ready') return;
    const patience = notBefore - Date.now();
    if (patience > 0) {
      timer = setTimeout(pump, patience);
      return;
    }
    const next = nextToSend(store.get().outgoing);
    if (!next) return;
    const { at: _, state: __, tries, ...message } = next;
    const { clientId } = message;
    store.dispatch({ type: 'sending', clientId });
    ask(message).then(
      ({ entries }) => {
        store.dispatch({ type: 'entries', entries });
        store.dispatch({ type: 'forget', clientId });
        pump();
      },
      (error: unknown) => {
        if (!(error instanceof RequestRefused)) return lost();
        store.dispatch({ type: 'refused', clientId, code: error.code });
        const again = store.get().outgoing.some((m) => m.clientId === clientId && m.state === 'waiting');
        if (again) notBefore = Date.now() + backoff(tries, { retryAfter: error.retryAfter, first: 1_000 });
        pump();
      },
    );
  }

  return { pump };
}
