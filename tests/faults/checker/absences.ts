import { at, type Indexed, type Operation } from './facts';

/** A time in which a user was certainly not in a conversation, and when the leave was begun. */
export interface Absence {
  person: string;
  leaving: number;
  left: number;
  back: number;
}

/**
 * Returns, by conversation, when each user was certainly outside: from the acknowledgement of the leave until the next
 * join was begun. `channels` includes public channels, which every member reads from the beginning.
 */
export function absences(facts: Indexed, { channels = false } = {}): Map<string, Absence[]> {
  const found = new Map<string, Absence[]>();
  const doors = channels ? facts.places.doors : [];
  for (const c of [...facts.places.clubs.map((club) => club.c), ...doors]) {
    const adds = facts.operations.filter(({ act }) => (act.do === 'add' || act.do === 'join') && act.c === c);
    for (const { act, person, began, ok } of facts.operations) {
      if (act.do !== 'leave' || act.c !== c || ok === null) continue;
      const own = adds.filter((add) => whoCame(add) === person);
      addAbsence(found, c, { person, began, ok }, own);
    }
  }
  const byPerson = new Map<string, Operation[]>();
  for (const operation of facts.operations)
    if (operation.act.do === 'place') at(byPerson, operation.person, () => [] as Operation[]).push(operation);
  for (const [person, moves] of byPerson)
    for (const { act, began, ok } of moves) {
      if (act.do !== 'place' || ok === null) continue;
      for (const [id, { kind, key }] of facts.conversations) {
        if (kind !== 'building' || key === `building:${act.building}`) continue;
        const others = moves.filter(
          (operation) => operation.act.do === 'place' && `building:${operation.act.building}` === key,
        );
        addAbsence(found, id, { person, began, ok }, others);
      }
    }
  return found;
}

/** Adds an absence, unless a join may have been done after the leave. */
function addAbsence(
  found: Map<string, Absence[]>,
  c: string,
  leave: { person: string; began: number; ok: number },
  comings: Operation[],
): void {
  const unsure = comings.some(
    ({ began, ok, refused }) =>
      !refused && began <= leave.ok && (ok ?? Number.POSITIVE_INFINITY) >= leave.began,
  );
  if (unsure) return;
  const back = Math.min(
    Number.POSITIVE_INFINITY,
    ...comings.filter(({ began }) => began > leave.ok).map(({ began }) => began),
  );
  at(found, c, () => [] as Absence[]).push({
    person: leave.person,
    leaving: leave.began,
    left: leave.ok,
    back,
  });
}

/** Returns the users whom an operation brings into a conversation. */
export const whoCame = ({ person, act }: Operation) => (act.do === 'add' ? act.who : person);
