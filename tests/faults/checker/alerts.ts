import type { Happening } from '../history';
import { at, type Indexed, type Operation } from './facts';
import { type Finding, finding } from './finding';

/** Milliseconds before an alert within which a choice of a building may not have reached the node that issues it. */
const KNOWN_AFTER_MS = 3_000;
/** Milliseconds within which whoever enters is told. */
const ENTRANTS_WITHIN_MS = 2_000;
/** Milliseconds after which a request without an answer does nothing any more. */
const LOST_AFTER_MS = 60_000;
/** Milliseconds after which it is stored that a person was told. */
const STORED_AFTER_MS = 2_000;
/** Milliseconds after the end of a fault during which a node may still be reading what it missed. */
const RECOVERED_AFTER_MS = 5_000;

/** [H2] to [H8]: checks what officers did, what people were sent of alerts, and what is stored about them. */
export const alertsAreWhole = (facts: Indexed): Finding[] => [
  twoPeopleIssue(facts),
  kindsStayApart(facts),
  revisionsGrow(facts),
  whoWasInsideIsTold(facts),
  everyoneIsToldOn(facts),
  answersAreKept(facts),
  decisionsAreProvable(facts),
];

type Alerted = Extract<Happening, { e: 'alerted' }>;
const alertedIn = ({ history }: Indexed) =>
  history.filter((record): record is Alerted & { t: number } => record.e === 'alerted');
const alertsOf = ({ rows }: Indexed) => new Map(rows.alerts.alerts.map((alert) => [alert.id, alert]));
const operationsOf = <D extends Operation['act']['do']>(facts: Indexed, ...wanted: D[]) =>
  facts.operations.filter((operation): operation is Operation<Extract<Operation['act'], { do: D }>> =>
    (wanted as string[]).includes(operation.act.do),
  );

/** [H2] Checks that each draft is issued once, by two people, and that nobody approved the own one. */
function twoPeopleIssue(facts: Indexed): Finding {
  const { result, expect } = finding('H2');
  const { drafts, revisions } = facts.rows.alerts;
  const states = new Map(drafts.map(({ id, state }) => [id, state]));
  for (const { op, act, ok } of operationsOf(facts, 'approve', 'approveOwn')) {
    if (act.do === 'approveOwn')
      expect(ok === null, 'phantom', () => `${op} issued ${act.draft} by one person`);
    else if (ok !== null)
      expect(states.get(act.draft) === 'issued', 'lost', () => `${act.draft} is not issued after ${op}`);
  }
  const issued = new Map<string, number>();
  for (const { hash, state } of drafts) if (state === 'issued') issued.set(hash, (issued.get(hash) ?? 0) + 1);
  const kinds = alertsOf(facts);
  for (const { alert, revision, type, hash, draftedBy, approvedBy } of revisions) {
    if (type === 'cancel' || type === 'expired') continue;
    const left = issued.get(hash) ?? 0;
    issued.set(hash, left - 1);
    expect(left > 0, 'duplicate', () => `${alert} ${revision} is issued without a draft of its own`);
    const by = draftedBy !== null && approvedBy !== null && draftedBy !== approvedBy;
    if (kinds.get(alert)?.kind !== 'test')
      expect(by, 'phantom', () => `${alert} ${revision} is issued by ${draftedBy} and ${approvedBy}`);
  }
  return result;
}

/** [H3] Checks that nobody gets an exercise or a test of others, and none as another kind than it was drafted as. */
function kindsStayApart(facts: Indexed): Finding {
  const { result, expect } = finding('H3');
  const { alerts, drafts, targets } = facts.rows.alerts;
  const kinds = new Map(alerts.map(({ id, kind }) => [id, kind]));
  const groups = new Map<string, Set<string>>();
  for (const { alert, kind, group } of drafts) {
    if (alert === null) continue;
    expect(kinds.get(alert) === kind, 'cross-talk', () => `${alert} is not ${kind}, as it was drafted`);
    for (const person of group) at(groups, alert, () => new Set<string>()).add(person);
  }
  const told = [
    ...alertedIn(facts),
    ...targets.map((target) => ({ ...target, view: 'the database', kind: kinds.get(target.alert) })),
  ];
  for (const { view, person, alert, kind } of told) {
    const stored = kinds.get(alert);
    expect(kind === stored, 'cross-talk', () => `${view} has ${alert} as ${kind}, which is ${stored}`);
    if (stored === 'exercise')
      expect(
        groups.get(alert)?.has(person) === true,
        'leak',
        () => `${view} has the exercise ${alert}, whose group ${person} is not in`,
      );
    if (stored === 'test' && view !== 'the database')
      expect(false, 'leak', () => `${view} has the test ${alert}, and ${person} is no officer`);
  }
  return result;
}

/** [H4] Checks that no view is sent an older revision after a newer one, or anything after the end. */
function revisionsGrow(facts: Indexed): Finding {
  const { result, expect } = finding('H4');
  const last = new Map<string, { revision: number; active: boolean }>();
  for (const { view, alert, revision, active } of alertedIn(facts)) {
    const before = last.get(`${view} ${alert}`);
    const isNewer =
      !before || revision > before.revision || (revision === before.revision && active === before.active);
    expect(isNewer, 'reorder', () => `${view} was sent ${alert} ${revision} after ${before?.revision}`);
    if (before && !before.active)
      expect(!active, 'stale', () => `${view} was sent ${alert} ${revision} after its end`);
    if (isNewer) last.set(`${view} ${alert}`, { revision, active });
  }
  return result;
}

/** [H5] Checks that whoever was in the place of a live alert when it was issued is told for that reason. */
function whoWasInsideIsTold(facts: Indexed): Finding {
  const { result, expect } = finding('H5');
  const { drafts, targets } = facts.rows.alerts;
  const alerts = alertsOf(facts);
  const reasons = new Map(targets.map(({ alert, person, reason }) => [`${alert} ${person}`, reason]));
  const moves = new Map<string, Operation<{ do: 'place'; building: string }>[]>();
  for (const operation of operationsOf(facts, 'place'))
    at(moves, operation.person, () => [] as (typeof operation)[]).push(operation);
  for (const { act, began, ok } of operationsOf(facts, 'approve')) {
    const draft = drafts.find(({ id }) => id === act.draft);
    const alert = alerts.get(draft?.alert ?? '');
    if (ok === null || draft?.type !== 'alert' || draft.kind !== 'live' || !alert) continue;
    for (const [person, own] of moves) {
      const since = insideSince(own, alert.buildings, { began, ok });
      if (since === null || isFaulty(facts, Math.max(since, began - KNOWN_AFTER_MS), ok)) continue;
      const reason = reasons.get(`${alert.id} ${person}`);
      const isKnown = began - since > KNOWN_AFTER_MS;
      expect(
        reason === 'declared' || (!isKnown && reason === 'entered'),
        'lost',
        () => `${person} was in the place of ${alert.id}, and is told because "${reason}"`,
      );
    }
  }
  return result;
}

/** Returns since when a person was surely in one of the buildings, until the alert was issued; null if they may not have been. */
function insideSince(
  moves: readonly Operation<{ do: 'place'; building: string }>[],
  buildings: readonly string[],
  { began, ok }: { began: number; ok: number },
): number | null {
  const before = moves.filter((move) => move.began < ok);
  const last = before.at(-1);
  if (!last || last.ok === null || last.ok > began || !buildings.includes(last.act.building)) return null;
  // An earlier choice whose answer was lost may be stored later.
  const others = before
    .slice(0, -1)
    .every(
      (move) =>
        move.refused ||
        (move.ok ?? Number.POSITIVE_INFINITY) < last.began ||
        move.began < last.began - LOST_AFTER_MS,
    );
  return others ? last.ok : null;
}

/** Returns whether a fault was going on between two times, or a node may have been recovering. */
function isFaulty({ history }: Indexed, from: number, to: number): boolean {
  return history.some((fault) => {
    if (fault.e !== 'fault' || fault.t > to) return false;
    const healed = history.find((record) => record.e === 'healed' && record.id === fault.id);
    return !healed || healed.t + RECOVERED_AFTER_MS > from;
  });
}

/** [H6] Checks that in the end everyone who was told has the newest revision, and who is in the place of a live alert was told. */
function everyoneIsToldOn(facts: Indexed): Finding {
  const { result, expect } = finding('H6');
  const { alerts, targets, inside } = facts.rows.alerts;
  const ready = readyViews(facts.history);
  const had = new Map<string, number>();
  const told = new Set(targets.map(({ alert, person }) => `${alert} ${person}`));
  for (const { view, person, alert, revision } of alertedIn(facts)) {
    told.add(`${alert} ${person}`);
    had.set(`${view} ${alert}`, Math.max(revision, had.get(`${view} ${alert}`) ?? 0));
  }
  for (const { id, kind, state, revision, buildings } of alerts) {
    for (const [view, person] of ready) {
      if (!told.has(`${id} ${person}`)) continue;
      const has = had.get(`${view} ${id}`);
      expect(has === revision, 'gap', () => `${view} has revision ${has} of ${id}, which is at ${revision}`);
    }
    if (kind !== 'live') continue;
    for (const { op, person } of entriesInto(facts, id, buildings))
      expect(
        told.has(`${id} ${person}`),
        'lost',
        () => `${person} entered by ${op} and is not told of ${id}`,
      );
    if (state !== 'active') continue;
    const people = new Set(ready.values());
    for (const { person, building } of inside)
      if (people.has(person) && buildings.includes(building))
        expect(
          told.has(`${id} ${person}`),
          'lost',
          () => `${person} is in ${building} and not told of ${id}`,
        );
  }
  return result;
}

/** Returns the choices of a building of an alert that were surely made while it was active, without a fault. */
function entriesInto(facts: Indexed, alert: string, buildings: readonly string[]) {
  const drafts = new Map(facts.rows.alerts.drafts.map((draft) => [draft.id, draft]));
  let from = Number.POSITIVE_INFINITY;
  let until = Number.POSITIVE_INFINITY;
  for (const { act, began, ok } of operationsOf(facts, 'approve')) {
    const draft = drafts.get(act.draft);
    if (draft?.alert !== alert) continue;
    if (draft.type === 'alert') from = ok ?? from;
    if (draft.type === 'all_clear') until = Math.min(until, began);
  }
  for (const { act, began } of operationsOf(facts, 'cancel'))
    if (act.alert === alert) until = Math.min(until, began);
  return operationsOf(facts, 'place').filter(
    ({ act, began, ok }) =>
      buildings.includes(act.building) &&
      ok !== null &&
      began > from &&
      ok + ENTRANTS_WITHIN_MS < until &&
      !isFaulty(facts, began, ok + ENTRANTS_WITHIN_MS),
  );
}

/** Returns the users of the views that are in step with the server at the end. */
function readyViews(history: readonly Happening[]): Map<string, string> {
  const ready = new Map<string, string>();
  for (const record of history) {
    if (record.e !== 'link') continue;
    if (record.state === 'ready') ready.set(record.view, record.person);
    else ready.delete(record.view);
  }
  return ready;
}

/**
 * [H7] Checks that numbers sum and name each person once, that look-ups and acknowledged answers are stored, and that
 * ended alerts have forgotten where people need help.
 */
function answersAreKept(facts: Indexed): Finding {
  const { result, expect } = finding('H7');
  const { targets, lookups } = facts.rows.alerts;
  const alerts = alertsOf(facts);
  for (const record of facts.history) {
    if (record.e !== 'roll') continue;
    const { alert, people, numbers } = record;
    const { targeted, ...parts } = numbers;
    const sum = Object.values(parts).reduce((total, count) => total + count, 0);
    expect(
      targeted === sum && people.length === sum && new Set(people).size === sum,
      'duplicate',
      () => `${record.op}: ${people.length} people of ${alert}, ${targeted}, which are ${sum}`,
    );
  }
  // A warden who calls a roll again within minutes has looked once.
  const looked = new Set(lookups.map(({ alert, by }) => `${alert} ${by}`));
  for (const { op, person, act, ok } of operationsOf(facts, 'roll'))
    if (ok !== null)
      expect(
        looked.has(`${act.alert} ${person}`),
        'lost',
        () => `the look-up ${op} of ${act.alert} is not stored`,
      );
  nobodyIsUnknown(facts, expect);
  const answers = new Map<string, Operation<{ do: 'answer'; alert: string; answer: string }>[]>();
  for (const operation of operationsOf(facts, 'answer'))
    at(answers, `${operation.act.alert} ${operation.person}`, () => [] as (typeof operation)[]).push(
      operation,
    );
  for (const { alert, person, answer, needsHelp } of targets) {
    expect(
      !needsHelp || alerts.get(alert)?.state === 'active',
      'stale',
      () => `it is stored where ${person} needs help, and ${alert} has ended`,
    );
    const own = (answers.get(`${alert} ${person}`) ?? []).filter(({ refused }) => !refused);
    const last = own.at(-1);
    const isSure =
      own.every(({ ok }) => ok !== null) &&
      own.slice(0, -1).every((each) => (each.ok ?? 0) < (last?.began ?? 0));
    if (last && isSure)
      expect(
        answer === last.act.answer,
        'lost',
        () => `${person} answered "${last.act.answer}" to ${alert}, and "${answer}" is stored`,
      );
  }
  return result;
}

/** Checks that no answer of a person who was told a while ago is refused as that of a person who was not. */
function nobodyIsUnknown(facts: Indexed, expect: ReturnType<typeof finding>['expect']): void {
  const toldAt = new Map<string, number>();
  for (const { person, alert, t } of alertedIn(facts))
    if (!toldAt.has(`${alert} ${person}`)) toldAt.set(`${alert} ${person}`, t);
  const unknown = new Set(
    facts.history.flatMap((record) => (record.e === 'fail' && record.code === '404' ? record.op : [])),
  );
  for (const { op, person, act, began } of operationsOf(facts, 'answer')) {
    const told = toldAt.get(`${act.alert} ${person}`) ?? Number.POSITIVE_INFINITY;
    if (began - told < STORED_AFTER_MS || isFaulty(facts, told, began)) continue;
    expect(!unknown.has(op), 'lost', () => `${op} of ${person} to ${act.alert} is refused as unknown`);
  }
}

/** [H8] Checks that the verifier finds no fault in the ledger, which has each revision once. */
function decisionsAreProvable(facts: Indexed): Finding {
  const { result, expect } = finding('H8');
  const { ledger, revisions, faults } = facts.rows.alerts;
  const entries = new Map<string, number>();
  for (const { alert, revision } of ledger)
    entries.set(`${alert} ${revision}`, (entries.get(`${alert} ${revision}`) ?? 0) + 1);
  for (const { alert, revision } of revisions)
    expect(
      entries.get(`${alert} ${revision}`) === 1,
      'lost',
      () => `the ledger has ${entries.get(`${alert} ${revision}`) ?? 0} entries of ${alert} ${revision}`,
    );
  for (const { op, act, ok } of operationsOf(facts, 'cancel'))
    if (ok !== null)
      expect(
        entries.has(`${act.alert} ${act.revision}`),
        'lost',
        () => `the ledger lacks ${op}, which withdrew ${act.alert}`,
      );
  for (const fault of faults) expect(false, 'phantom', () => `the ledger: ${fault}`);
  return result;
}
