import { expect, test } from 'vitest';
import { exampleAlert } from '@/protocol/events/examples';
import { deliverAtRandom } from '@/tests/support/alert-deliveries';
import { alertsToShow, isUnseen, receiveList, receiveOwn } from './alert-lists';
import { type Alerts, noteAlert, receiveAlert } from './alerts';

const HOUR = 3_600_000;
const live = { ...exampleAlert, kind: 'live' as const };
const at = (revision: number, change: Partial<typeof live> = {}) => ({ ...live, revision, ...change });
const ended = (revision: number) => at(revision, { type: 'all_clear', active: false });
const revisionsIn = (alerts: Alerts) => alertsToShow(alerts).map(({ alert }) => alert.revision);

test('[H3][H4] 100,000 deliveries, shuffled, doubled, delayed and lost: nothing older, nothing after the end, no exercise as live', async () => {
  const { deliveries, ...wrong } = await deliverAtRandom({ alerts: 1_700, seed: 20261130 });
  expect(deliveries).toBeGreaterThan(100_000);
  expect(wrong).toEqual({ older: 0, afterTheEnd: 0, otherKind: 0, exerciseUntold: 0 });
});

test('[H4] the end of an alert is shown only where an earlier revision was', () => {
  const unseen = receiveAlert({}, ended(2), 'inside');
  expect(revisionsIn(unseen)).toEqual([]);
  const shown = noteAlert(receiveAlert({}, at(1), 'inside'), live.id, { shown: 1, closed: 1 });
  const after = receiveAlert(shown, ended(2), 'inside');
  expect(revisionsIn(after)).toEqual([2]);
  expect(alertsToShow(after).map((known) => isUnseen(known, null))).toEqual([true]);
});

test('an update is shown over everything again, and keeps the answer', () => {
  const answered = noteAlert(receiveAlert({}, at(1), 'inside'), live.id, {
    shown: 1,
    closed: 1,
    answer: 'safe',
  });
  const isUnseenIn = (alerts: Alerts) => alertsToShow(alerts).map((known) => isUnseen(known, null));
  expect(isUnseenIn(answered)).toEqual([false]);
  const updated = receiveAlert(answered, at(2, { type: 'update' }), 'inside');
  expect(isUnseenIn(updated)).toEqual([true]);
  expect(updated[live.id]).toMatchObject({ answer: 'safe', reason: 'inside' });
  // A late copy changes nothing, so that nothing is drawn again.
  expect(receiveAlert(updated, at(1), 'inside')).toBe(updated);
  expect(noteAlert(updated, live.id, { closed: 1 })).toBe(updated);
});

test('[H3] of the public list an exercise concerns whoever was told, and a live alert the building that it names', () => {
  const exercise = { ...exampleAlert, id: 'exercise', revision: 2 };
  const alerts = receiveList({}, [exercise, at(1)]);
  expect(Object.keys(alerts)).toEqual([live.id]);
  const [known] = alertsToShow(alerts);
  const building = live.area.buildings[0]?.id as string;
  expect([null, building, 'elsewhere'].map((each) => known && isUnseen(known, each))).toEqual([
    true,
    true,
    false,
  ]);
  const told = receiveAlert({}, { ...exercise, revision: 1 }, 'group');
  expect(receiveList(told, [exercise]).exercise?.alert.revision).toBe(2);
});

test('answers of other devices are taken, and what the server has forgotten is forgotten', () => {
  const now = Date.parse(live.at) + 30 * HOUR;
  const alerts = receiveAlert(receiveAlert({}, at(1), 'inside'), at(1, { id: 'old' }), 'inside');
  const own = receiveOwn(alerts, [{ alert: at(2), reason: 'inside', answer: 'help' }], now);
  expect(Object.keys(own)).toEqual([live.id]);
  expect(own[live.id]).toMatchObject({ answer: 'help', alert: { revision: 2 } });
});
