import { expect, test } from 'vitest';
import type { Happening } from '../history';
import { check } from './check';
import type { Facts } from './facts';
import { soundFacts } from './sound';
import { alerted, DRILL, FIRE } from './sound-alerts';

/** Returns the violations of the rules of alerts in a changed history: the rule and the cause. */
function broken(spoil: (facts: Facts) => void): string[] {
  const facts = soundFacts();
  spoil(facts);
  facts.history.sort((a, b) => a.t - b.t);
  return check(facts).violations.flatMap(({ rule, wrong }) =>
    rule.startsWith('H') ? `${rule} ${wrong}` : [],
  );
}
const insert =
  (...records: Happening[]) =>
  (facts: Facts) =>
    void facts.history.push(...records);
const rows = (change: (rows: Facts['rows']['alerts']) => void) => (facts: Facts) => change(facts.rows.alerts);
const acknowledged = (op: string) => (facts: Facts) => {
  facts.history = facts.history.map((record) =>
    record.e === 'fail' && record.op === op ? { t: record.t, e: 'ok', op } : record,
  );
};
const without = (is: (record: Happening) => boolean) => (facts: Facts) => {
  facts.history = facts.history.filter((record) => !is(record));
};

test.each<[string, string, (facts: Facts) => void]>([
  ['H2 phantom', 'a draft that its drafter could approve', acknowledged('own')],
  [
    'H2 lost',
    'an acknowledged approval that issued nothing',
    rows(({ drafts }) => Object.assign(drafts[1] as object, { state: 'submitted' })),
  ],
  [
    'H2 duplicate',
    'a draft that was issued twice',
    rows(({ revisions, ledger }) => {
      revisions.push({ ...(revisions[0] as (typeof revisions)[0]), alert: 'again' });
      ledger.push({ alert: 'again', revision: 1 });
    }),
  ],
  [
    'H2 phantom',
    'an alert of one person',
    rows(({ revisions }) => Object.assign(revisions[0] as object, { approvedBy: 'drafter' })),
  ],
  ['H3 leak', 'an exercise at somebody outside its group', insert(alerted(9_062, 'ana', DRILL, 1))],
  ['H3 cross-talk', 'an exercise as a live alert', insert(alerted(9_062, 'rui', DRILL, 1, { kind: 'live' }))],
  ['H4 reorder', 'an older revision after a newer one', insert(alerted(9_053, 'ana', FIRE, 1))],
  ['H4 stale', 'an active revision after the end', insert(alerted(9_053, 'ana', FIRE, 3, { active: true }))],
  [
    'H5 lost',
    'a person inside who is told as an entrant',
    rows(({ targets }) => Object.assign(targets[0] as object, { reason: 'entered' })),
  ],
  [
    'H5 lost',
    'a person inside who is not told',
    rows((all) => {
      all.targets = all.targets.slice(1);
    }),
  ],
  [
    'H6 gap',
    'a person who was told and not of the end',
    without(
      (record) =>
        record.e === 'alerted' && record.person === 'rui' && record.alert === FIRE && record.revision === 2,
    ),
  ],
  [
    'H6 lost',
    'a person in the place of an active alert who is not told',
    rows((all) => {
      all.alerts.push({ id: 'flood', kind: 'live', state: 'active', revision: 1, buildings: ['hall'] });
      all.targets.push({ ...(all.targets[0] as (typeof all.targets)[0]), alert: 'flood', answer: null });
    }),
  ],
  [
    'H7 lost',
    'an answer that is not stored',
    rows(({ targets }) => Object.assign(targets[0] as object, { answer: 'safe' })),
  ],
  [
    'H7 stale',
    'a place of help after the end',
    rows(({ targets }) => Object.assign(targets[0] as object, { needsHelp: true })),
  ],
  [
    'H7 lost',
    'an answer that is refused as that of a stranger',
    insert(
      {
        t: 12_000,
        e: 'invoke',
        op: 'late',
        person: 'rui',
        act: { do: 'answer', alert: DRILL, answer: 'safe' },
      },
      { t: 12_001, e: 'fail', op: 'late', code: '404' },
    ),
  ],
  [
    'H7 lost',
    'a look-up that is not stored',
    rows((all) => {
      all.lookups = [];
    }),
  ],
  [
    'H7 duplicate',
    'numbers that do not sum',
    (facts) => {
      for (const record of facts.history) if (record.e === 'roll') record.people = ['ana', 'ana'];
    },
  ],
  [
    'H8 lost',
    'a revision that the ledger lacks',
    rows((all) => {
      all.ledger = all.ledger.slice(0, 2);
    }),
  ],
  ['H8 phantom', 'a fault in the ledger', rows(({ faults }) => void faults.push('an entry was edited'))],
])('[D13] %s: the checker sees %s', (expected, _, spoil) => {
  expect(broken(spoil)).toContain(expected);
});
