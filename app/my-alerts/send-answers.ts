import type { AlertAnswer } from '@/protocol/alert-kinds';
import type { Posted } from '../ui/post';

/** What a user answers to an alert; `place`, with `help` only, is where exactly. */
export interface Answer {
  answer: AlertAnswer;
  place?: string;
}

/** What becomes of an answer: it waits for a connection, the server has it, or the server refused it. */
export type Sending = 'waiting' | 'sent' | 'refused';

/** Milliseconds before an answer that did not arrive is sent again. */
const AGAIN_MS = 4_000;
const PASSING = ['unreachable', 'overloaded', 'unavailable', 'rate_limited', 'internal'];

/**
 * Returns the function that sends the answer to an alert (an id) until the server has it or refuses it: in an emergency
 * networks fail. A later answer to the same alert takes the place of one that waits.
 */
export function createAnswers({
  send,
  onChange,
  wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
}: {
  send: (id: string, answer: Answer) => Promise<Posted>;
  onChange: (id: string, answer: Answer, sending: Sending) => void;
  wait?: (ms: number) => Promise<void>;
}): (id: string, answer: Answer) => void {
  const due = new Map<string, Answer>();

  async function sendAll(id: string) {
    for (let answer = due.get(id); answer; answer = due.get(id)) {
      const result = await send(id, answer);
      if (due.get(id) !== answer) continue;
      if (!result.ok && PASSING.includes(result.code)) {
        await wait(AGAIN_MS);
        continue;
      }
      due.delete(id);
      onChange(id, answer, result.ok ? 'sent' : 'refused');
    }
  }

  return (id, answer) => {
    const isSending = due.has(id);
    due.set(id, answer);
    onChange(id, answer, 'waiting');
    if (!isSending) void sendAll(id);
  };
}
