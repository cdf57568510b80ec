import { at, type Indexed } from './facts';
import { type Finding, finding } from './finding';

/** [D8] Checks that a read begun after an acknowledgement, by the same user on any node, has the message. */
export function ownWordsAreRead(facts: Indexed): Finding {
  const { result, expect } = finding('D8');
  const own = new Map<string, { seq: number; ok: number; id: string; op: string }[]>();
  for (const { op, person, ok } of facts.sends) {
    if (ok === null) continue;
    const stored = facts.byTag.get(op)?.[0];
    for (const { c, seq } of stored?.places ?? [])
      at(own, `${person} ${c}`, () => [] as { seq: number; ok: number; id: string; op: string }[]).push({
        seq,
        ok,
        id: stored?.id as string,
        op,
      });
  }
  for (const first of facts.history) {
    if (first.e !== 'read') continue;
    const ids = new Set(first.ids);
    for (const { seq, ok, id, op } of own.get(`${first.person} ${first.c}`) ?? []) {
      if (ok >= first.t || seq < first.from || !facts.mayRead(first.person, first.c, seq)) continue;
      expect(
        ids.has(id),
        'stale',
        () => `${first.person} read ${first.c} without ${op}, acknowledged before`,
      );
    }
  }
  return result;
}

/**
 * [D9] Checks that a user's read mark never decreases: neither as sent to tabs, nor below an acknowledged value; and
 * that all tabs agree at the end.
 */
export function readingMovesOn(facts: Indexed): Finding {
  const { result, expect } = finding('D9');
  const stored = new Map(facts.rows.marks.map(({ person, c, read }) => [`${person} ${c}`, read]));
  const last = new Map<string, number>();
  for (const first of facts.history) {
    if (first.e !== 'marked') continue;
    const before = last.get(`${first.view} ${first.c}`) ?? 0;
    expect(
      first.read >= before,
      'stale',
      () => `${first.view} was told ${first.read} of ${first.c} after ${before}`,
    );
    last.set(`${first.view} ${first.c}`, first.read);
    const end = stored.get(`${first.person} ${first.c}`) ?? 0;
    expect(
      end >= first.read,
      'stale',
      () => `${first.view} was told ${first.read} of ${first.c}; in the end it is ${end}`,
    );
  }
  for (const { op, person, act, ok } of facts.operations) {
    if (act.do !== 'mark' || ok === null) continue;
    const end = stored.get(`${person} ${act.c}`) ?? 0;
    const may = Math.min(act.seq, facts.conversations.get(act.c)?.head ?? 0);
    const could = facts.mayRead(person, act.c, may);
    expect(
      end >= may || !could,
      'stale',
      () => `${op} read ${act.c} up to ${act.seq}; in the end it is ${end}`,
    );
  }
  for (const { person, c, read } of [...facts.windows, ...facts.api]) {
    const end = stored.get(`${person} ${c}`) ?? 0;
    expect(
      read === end,
      'stale',
      () => `a device of ${person} has read ${c} up to ${read}; in the end it is ${end}`,
    );
  }
  return result;
}
