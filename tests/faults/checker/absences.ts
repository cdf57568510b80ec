import { at, type Indexed, type Operation } from './facts';

/** A time in which somebody surely was not in a conversation, and when they began to leave. */
export interface Absence {
  person: string;
  leaving: number;
  left: number;
  back: number;
}

/**
 * By conversation, when somebody surely was out of it: since they were told so, until they began to come back. `channels`
 * includes public ones, which are read from their beginning by whoever is in them again.
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

/** Unless one of the comings may have been done after the leaving. */
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

/** Whom an operation brings into a conversation. */
export const whoCame = ({ person, act }: Operation) => (act.do === 'add' ? act.who : person);
