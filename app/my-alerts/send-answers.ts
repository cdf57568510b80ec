import type { Answer } from '@/clients/state/alerts';
import { PASSING } from '@/clients/state/outgoing';
import type { Posted } from '../ui/post';

/** Milliseconds before an answer that did not arrive is sent again. */
const AGAIN_MS = 4_000;

/**
 * Returns the function that sends the answer that is due to an alert (an id) until the server has it or refuses it: in an
 * emergency networks fail. `dueOf` returns the newest answer, which takes the place of one that waits; `onDone` must end
 * that it is due. `alone` runs a function while no other tab sends for the alert; at once (`given`) for an answer that the user
 * has just given here.
 */
export function createAnswers({
  dueOf,
  send,
  onDone,
  alone = (_id, _given, run) => run(),
  wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
}: {
  dueOf: (id: string) => Answer | null;
  send: (id: string, answer: Answer) => Promise<Posted>;
  onDone: (id: string, answer: Answer, accepted: boolean) => void;
  alone?: (id: string, given: boolean, run: () => Promise<void>) => Promise<unknown>;
  wait?: (ms: number) => Promise<void>;
}): (id: string, given?: boolean) => void {
  const sending = new Set<string>();

  async function sendAll(id: string) {
    for (let answer = dueOf(id); answer; answer = dueOf(id)) {
      const result = await send(id, answer);
      if (dueOf(id) !== answer) continue;
      if (!result.ok && (result.code === 'unreachable' || PASSING.has(result.code))) await wait(AGAIN_MS);
      else onDone(id, answer, result.ok);
    }
    // At once: an answer that is given right after this one is sent, too.
    sending.delete(id);
  }

  return (id, given = false) => {
    if (sending.has(id)) return;
    sending.add(id);
    void alone(id, given, () => sendAll(id)).catch(() => sending.delete(id));
  };
}
