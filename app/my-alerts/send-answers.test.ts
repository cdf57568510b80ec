import { expect, test } from 'vitest';
import { type Alerts, type Answer, noteAlert, receiveAlert } from '@/clients/state/alerts';
import { exampleAlert } from '@/protocol/events/examples';
import type { Posted } from '../ui/post';
import { createAnswers } from './send-answers';

const { id } = exampleAlert;
const unreachable: Posted = { ok: false, code: 'unreachable' };

/** Returns a page that knows one alert, and whose requests have the results. `onWait` runs while an answer waits. */
function createPage(results: Posted[], onWait: () => void = () => {}) {
  let alerts: Alerts = receiveAlert({}, exampleAlert, 'inside');
  let end = () => {};
  const sent: Answer[] = [];
  const done: unknown[] = [];
  const sendDue = createAnswers({
    dueOf: (of) => alerts[of]?.due ?? null,
    send: async (_, answer) => {
      sent.push(answer);
      return results.shift() as Posted;
    },
    onDone: (_, { answer }, accepted) => {
      done.push([answer, accepted]);
      alerts = noteAlert(alerts, id, { due: null });
      end();
    },
    wait: async () => onWait(),
  });
  const give = (due: Answer) => {
    alerts = noteAlert(alerts, id, { due });
    const ended = new Promise<void>((resolve) => (end = resolve));
    sendDue(id);
    return ended;
  };
  return { sent, done, give };
}

test('an answer is sent until the server has it, and a later one takes its place', async () => {
  let waits = 0;
  let later = Promise.resolve();
  const page = createPage(
    [unreachable, { ok: false, code: 'overloaded' }, { ok: true, body: {} }, { ok: false, code: 'conflict' }],
    () => {
      waits += 1;
      // The user changes the answer while the first one waits.
      if (waits === 1) later = page.give({ answer: 'help', place: 'room 2' });
    },
  );
  await Promise.race([page.give({ answer: 'safe' }), new Promise((resolve) => setImmediate(resolve))]);
  await later;
  await page.give({ answer: 'away' });
  expect(page.sent).toEqual([
    { answer: 'safe' },
    { answer: 'help', place: 'room 2' },
    { answer: 'help', place: 'room 2' },
    { answer: 'away' },
  ]);
  expect(page.done).toEqual([
    ['help', true],
    ['away', false],
  ]);
});
