import { at, type Indexed } from './facts';
import { type Finding, finding } from './finding';

/**
 * [D6] Checks that each window of a view shows each message once, in order, without a gap between the first and the
 * last shown message of a conversation.
 */
export function tabsAreWhole(facts: Indexed): Finding {
  const { result, expect } = finding('D6');
  interface Seen {
    person: string;
    c: string;
    first: number;
    last: number;
    seqs: Set<number>;
    ids: Set<string>;
  }
  const views = new Map<string, Seen>();
  const windows = new Map<string, number>();
  for (const { view, person, c, anew, shown = [], earlier = [], inserted = [] } of facts.moves) {
    const name = `${view} ${c}`;
    if (anew) windows.set(name, (windows.get(name) ?? 0) + 1);
    const seen = at(views, `${name} ${windows.get(name) ?? 0}`, () => ({
      person,
      c,
      first: Number.POSITIVE_INFINITY,
      last: 0,
      seqs: new Set<number>(),
      ids: new Set<string>(),
    }));
    for (const { seq, id } of [...earlier, ...shown, ...inserted]) {
      const again = seen.seqs.has(seq) || seen.ids.has(id);
      expect(!again, 'duplicate', () => `${view} shows ${id} at ${c} ${seq} once more`);
      seen.seqs.add(seq);
      seen.ids.add(id);
    }
    for (const { seq } of inserted)
      expect(false, 'reorder', () => `${view} shows ${c} ${seq} after what came later`);
    for (const { seq } of shown) {
      expect(seq > seen.last, 'reorder', () => `${view} shows ${c} ${seq} after ${seen.last}`);
      seen.last = seq;
    }
    seen.first = Math.min(seen.first, ...[...earlier, ...shown].map(({ seq }) => seq));
  }
  for (const [name, { person, c, first, last, seqs }] of views) {
    if (seqs.size === 0) continue;
    for (const [seq] of facts.entries.get(c) ?? []) {
      if (seq < first || seq > last || !facts.mayRead(person, c, seq)) continue;
      expect(seqs.has(seq), 'gap', () => `${name} goes from ${first} to ${last} without ${seq}`);
    }
  }
  return result;
}

/**
 * [D10] Checks that every user who may read an entry by the recipients stored at its commit has it: in every remaining
 * tab, and in a new session.
 */
export function readersHaveIt(facts: Indexed): Finding {
  const { result, expect } = finding('D10');
  const whole = facts.api.map((window) => ({ ...window, who: `${window.person}, reading anew`, anew: true }));
  const tabs = facts.windows.map((window) => ({ ...window, who: `a tab of ${window.person}`, anew: false }));
  for (const { who: label, person, c, from, cursor, entries, anew } of [...whole, ...tabs]) {
    const seqs = new Set(entries.map(({ seq }) => seq));
    for (const [seq] of facts.entries.get(c) ?? []) {
      if (!facts.mayRead(person, c, seq) || (!anew && (seq < from || seq > cursor))) continue;
      expect(seqs.has(seq), 'gap', () => `${label} lacks ${c} ${seq}`);
    }
  }
  const read = new Set(facts.api.map(({ person, c }) => `${person} ${c}`));
  for (const { person, c } of facts.rows.memberships) {
    if (!facts.entries.has(c) || !facts.api.some((window) => window.person === person)) continue;
    const isSkipped = [...(facts.entries.get(c) as Map<number, string>).keys()].some((seq) =>
      facts.mayRead(person, c, seq),
    );
    expect(
      !isSkipped || read.has(`${person} ${c}`),
      'gap',
      () => `${person}, reading anew, lacks all of ${c}`,
    );
  }
  for (const { c, members } of facts.places.clubs) whoWasInside(facts, c, members, expect);
  return result;
}

/**
 * Checks, by the operations instead of the stored state, that a user who was certainly in a group during a whole send
 * reads the message.
 */
function whoWasInside(
  facts: Indexed,
  c: string,
  members: string[],
  expect: ReturnType<typeof finding>['expect'],
): void {
  const changes = facts.operations.filter(
    ({ act }) => (act.do === 'leave' || act.do === 'add') && act.c === c,
  );
  const memberOf = (operation: (typeof changes)[number]) =>
    operation.act.do === 'add' ? operation.act.who : operation.person;
  for (const member of members) {
    const own = changes.filter((operation) => memberOf(operation) === member);
    const firstLeave = Math.min(
      Number.POSITIVE_INFINITY,
      ...own.filter(({ act }) => act.do === 'leave').map(({ began }) => began),
    );
    for (const { op, act, ok } of facts.sends) {
      if (act.address.to !== 'conversation' || act.address.id !== c || ok === null || ok >= firstLeave)
        continue;
      const place = facts.byTag.get(op)?.[0]?.places.find((ref) => ref.c === c);
      if (place)
        expect(facts.mayRead(member, c, place.seq), 'gap', () => `${op} is not for ${member}, who was there`);
    }
  }
}
