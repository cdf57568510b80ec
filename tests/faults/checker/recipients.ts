import { absences } from './absences';
import { at, type Indexed, ownersOf, type Send } from './facts';
import { type Finding, finding } from './finding';

/**
 * [D11] Checks that no user was shown, or reads, a message for others: by the recipients stored at commit, by the
 * address of the message, and by the users' own record of their location.
 */
export function nothingGoesAstray(facts: Indexed): Finding {
  const { result, expect } = finding('D11');
  const seen = new Map<string, Set<string>>();
  const see = (person: string, c: string, seq: number, id: string, where: string) => {
    expect(
      facts.mayRead(person, c, seq),
      'cross-talk',
      () => `${where} has ${c} ${seq}, which ${person} may not read`,
    );
    at(seen, id, () => new Set<string>()).add(person);
  };
  for (const { view, person, c, shown = [], earlier = [], inserted = [] } of facts.moves)
    for (const { seq, id } of [...shown, ...earlier, ...inserted]) see(person, c, seq, id, view);
  for (const { person, c, entries } of [...facts.api, ...facts.windows])
    for (const { seq, id } of entries) see(person, c, seq, id, 'the end');

  const away = absences(facts);
  for (const send of facts.sends) {
    for (const stored of facts.byTag.get(send.op) ?? []) {
      for (const { c } of stored.places)
        expect(isFor(facts, send, c), 'cross-talk', () => `${send.op} went into ${c}, not where it was sent`);
      for (const { c } of stored.places)
        for (const { person, left, back } of away.get(c) ?? []) {
          if (send.began <= left || (send.ok ?? Number.POSITIVE_INFINITY) >= back) continue;
          const has = seen.get(stored.id)?.has(person) === true;
          expect(!has, 'cross-talk', () => `${person} has ${send.op}, sent to ${c} when they had left it`);
        }
    }
  }
  return result;
}

/** Returns whether a message with this address may be in a conversation. */
function isFor(facts: Indexed, { person, act }: Send, c: string): boolean {
  const conversation = facts.conversations.get(c);
  if (!conversation) return false;
  const { address } = act;
  const owners = () => ownersOf(conversation, facts.rows.users);
  switch (address.to) {
    case 'conversation':
      return c === address.id;
    case 'building':
      return conversation.kind === 'building';
    case 'people':
      return (
        conversation.kind === 'direct' &&
        owners().every((owner) => owner === person || address.users.includes(owner)) &&
        owners().includes(person)
      );
    case 'range': {
      const mine = facts.places.lawns.find((people) => people.includes(person)) ?? [];
      return conversation.kind === 'nearby' && mine.includes(owners()[0] ?? '');
    }
  }
}
