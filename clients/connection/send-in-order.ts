import { backoff } from '@/protocol/backoff';
import type { ClientAnswers } from '@/protocol/events';
import { nextToSend, type UnsentFile } from '../state/outgoing';
import { type Payload, RequestRefused } from './request';
import type { Store } from './store';

/** The random part of the wait after a refusal is at most this many milliseconds. */
const JITTER_MS = 1_000;

/**
 * Sends the waiting messages one after another, so that their order is kept. Calls `lost` when no answer came; the
 * message is sent again after the reconnect under the same client id. After a retryable refusal all messages wait as
 * long as the server says.
 */
export function sendInOrder(options: {
  store: Store;
  ask: (message: Payload<'send_message'>) => Promise<ClientAnswers['send_message']>;
  lost: () => void;
}): { pump(): void } {
  const { store, ask, lost } = options;
  /** No message is sent before this time. Milliseconds since 1970. */
  let notBefore = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function pump() {
    clearTimeout(timer);
    if (store.get().link.state !== 'ready') return;
    const delay = notBefore - Date.now();
    if (delay > 0) {
      timer = setTimeout(pump, delay);
      return;
    }
    const next = nextToSend(store.get().outgoing);
    if (!next) return;
    const { at: _, state: __, tries, files, ...content } = next;
    const message = { ...content, ...(files?.length && { attachments: attachmentsOf(files) }) };
    const { clientId } = message;
    store.dispatch({ type: 'sending', clientId });
    ask(message).then(
      ({ entries, reached }) => {
        store.dispatch({ type: 'entries', entries });
        const [sent] = entries;
        if (sent && reached !== undefined)
          store.dispatch({ type: 'reached', message: sent.message.id, people: reached });
        store.dispatch({ type: 'forget', clientId });
        pump();
      },
      (error: unknown) => {
        if (!(error instanceof RequestRefused)) return lost();
        store.dispatch({ type: 'refused', clientId, code: error.code, field: error.field });
        const again = store.get().outgoing.some((m) => m.clientId === clientId && m.state === 'waiting');
        if (again) {
          // The minimum grows, so that four tries last longer than a restart of the database.
          const retryAfter = Math.max(error.retryAfter, 2 ** tries);
          notBefore = Date.now() + backoff(0, { retryAfter, first: JITTER_MS, longest: JITTER_MS });
        }
        pump();
      },
    );
  }

  return { pump };
}

/** Returns the uploaded files of a message as the server takes them. */
const attachmentsOf = (files: readonly UnsentFile[]) =>
  files.map(({ id = '', description }) => ({ id, ...(description && { description }) }));
