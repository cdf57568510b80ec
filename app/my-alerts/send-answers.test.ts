import { expect, test } from 'vitest';
import type { Posted } from '../ui/post';
import { createAnswers } from './send-answers';

test('an answer is sent until the server has it, and a later one takes its place', async () => {
  const results: Posted[] = [
    { ok: false, code: 'unreachable' },
    { ok: false, code: 'overloaded' },
    { ok: true, body: {} },
    { ok: false, code: 'conflict' },
  ];
  const sent: unknown[] = [];
  const changes: unknown[] = [];
  let waits = 0;
  let done = () => {};
  const answer = createAnswers({
    send: async (id, { answer: what, place }) => {
      sent.push([id, what, ...(place ? [place] : [])]);
      return results.shift() as Posted;
    },
    onChange: (id, { answer: what }, sending) => {
      changes.push([id, what, sending]);
      if (sending !== 'waiting') done();
    },
    wait: async () => {
      waits += 1;
      // The user changes the answer while the first one waits.
      if (waits === 1) answer('a', { answer: 'help', place: 'room 2' });
    },
  });
  const ended = () => new Promise<void>((resolve) => (done = resolve));
  let end = ended();
  answer('a', { answer: 'safe' });
  await end;
  end = ended();
  answer('a', { answer: 'away' });
  await end;
  expect(sent).toEqual([
    ['a', 'safe'],
    ['a', 'help', 'room 2'],
    ['a', 'help', 'room 2'],
    ['a', 'away'],
  ]);
  expect(changes).toEqual([
    ['a', 'safe', 'waiting'],
    ['a', 'help', 'waiting'],
    ['a', 'help', 'sent'],
    ['a', 'away', 'waiting'],
    ['a', 'away', 'refused'],
  ]);
});
