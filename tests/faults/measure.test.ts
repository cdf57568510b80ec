import { expect, test } from 'vitest';
import { soundFacts } from './checker/sound';
import type { Happening } from './history';
import { countSends, tolls } from './measure';

test('counts sends by their results', () => {
  const history = soundFacts().history.filter(
    (record) => !(record.e === 'ok' && (record.op === 'm1' || record.op === 'm2')),
  );
  history.push({ t: 60, e: 'fail', op: 'm1', code: 'forbidden' });
  expect(countSends(history)).toEqual({
    invoked: 4,
    acknowledged: 2,
    refused: 1,
    unknown: 1,
    operations: 16,
  });
});

test('measures a fault by the longest time without an acknowledgement, and the time until agreement', () => {
  const history: Happening[] = [
    { t: 0, e: 'fault', id: 1, what: 'SIGSTOP of node 0, 3 s' },
    { t: 400, e: 'ok', op: 'a' },
    { t: 2_400, e: 'ok', op: 'b' },
    { t: 3_000, e: 'healed', id: 1, what: 'SIGSTOP of node 0, 3 s', heads: {} },
    { t: 3_100, e: 'ok', op: 'c' },
    { t: 60_000, e: 'ok', op: 'd' },
  ];
  expect(tolls(history, [{ id: 1, what: '', ms: 250 }])).toEqual([
    { what: 'SIGSTOP of node 0', times: 1, unavailable: 2_000, agreement: 250 },
  ]);
});
