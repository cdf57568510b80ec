import type { AlertRows } from '../alert-rows';
import type { Act, Happening } from '../history';

/** A live alert that has ended, and an exercise of Rui that is active. */
export const [FIRE, DRILL] = ['fire', 'drill'];

const operation = (t: number, op: string, person: string, act: Act): Happening[] => [
  { t, e: 'invoke', op, person, act },
  { t: t + 1, e: 'ok', op },
];
/** Returns the observation that a user's only view was sent a revision of an alert. */
export const alerted = (
  t: number,
  person: string,
  alert: string,
  revision: number,
  more: Partial<Extract<Happening, { e: 'alerted' }>> = {},
): Happening => ({
  t,
  e: 'alerted',
  view: `${person}/0/1`,
  person,
  alert,
  revision,
  kind: alert === FIRE ? 'live' : 'exercise',
  active: alert !== FIRE || revision === 1,
  reason: 'declared',
  ...more,
});

/** Ana is in the hall when the alert is issued, answers it, and Rui enters; it is withdrawn. */
export const alertHistory = (): Happening[] => [
  ...operation(60, 'in', 'ana', { do: 'place', building: 'hall' }),
  { t: 9_000, e: 'invoke', op: 'own', person: 'drafter', act: { do: 'approveOwn', draft: 'd1' } },
  { t: 9_001, e: 'fail', op: 'own', code: '409' },
  ...operation(9_010, 'issue', 'approver', { do: 'approve', draft: 'd1' }),
  alerted(9_011, 'ana', FIRE, 1),
  ...operation(9_020, 'enter', 'rui', { do: 'place', building: 'hall' }),
  alerted(9_021, 'rui', FIRE, 1, { reason: 'entered' }),
  ...operation(9_030, 'answer', 'ana', { do: 'answer', alert: FIRE, answer: 'help' }),
  ...operation(9_040, 'roll', 'warden', { do: 'roll', alert: FIRE }),
  {
    t: 9_041,
    e: 'roll',
    op: 'roll',
    alert: FIRE,
    people: ['ana', 'rui'],
    numbers: { targeted: 2, answered: 1, displayed: 0, received: 0, handed: 1, failed: 0, unreached: 0 },
  },
  ...operation(9_050, 'withdraw', 'approver', { do: 'cancel', alert: FIRE, revision: 2 }),
  alerted(9_051, 'ana', FIRE, 2),
  alerted(9_052, 'rui', FIRE, 2),
  ...operation(9_060, 'exercise', 'approver', { do: 'approve', draft: 'd2' }),
  alerted(9_061, 'rui', DRILL, 1),
];

export function alertRows(): AlertRows {
  const by = { draftedBy: 'drafter', approvedBy: 'approver' };
  const target = (alert: string, person: string, reason: string) => ({
    alert,
    person,
    reason,
    building: 'hall',
    answer: null as string | null,
    needsHelp: false,
  });
  return {
    alerts: [
      { id: FIRE, kind: 'live', state: 'cancelled', revision: 2, buildings: ['hall'] },
      { id: DRILL, kind: 'exercise', state: 'active', revision: 1, buildings: ['hall'] },
    ],
    revisions: [
      { alert: FIRE, revision: 1, type: 'alert', hash: 'h1', ...by },
      { alert: FIRE, revision: 2, type: 'cancel', hash: 'c1', draftedBy: 'approver', approvedBy: null },
      { alert: DRILL, revision: 1, type: 'alert', hash: 'h2', ...by },
    ],
    drafts: [
      { id: 'd1', alert: FIRE, kind: 'live', type: 'alert', state: 'issued', hash: 'h1', group: [] },
      {
        id: 'd2',
        alert: DRILL,
        kind: 'exercise',
        type: 'alert',
        state: 'issued',
        hash: 'h2',
        group: ['rui'],
      },
    ],
    targets: [
      { ...target(FIRE, 'ana', 'declared'), answer: 'help' },
      target(FIRE, 'rui', 'entered'),
      target(DRILL, 'rui', 'group'),
    ],
    lookups: [{ alert: FIRE, by: 'warden' }],
    inside: [
      { person: 'ana', building: 'hall' },
      { person: 'rui', building: 'hall' },
    ],
    ledger: [
      { alert: FIRE, revision: 1 },
      { alert: FIRE, revision: 2 },
      { alert: DRILL, revision: 1 },
    ],
    faults: [],
  };
}
