/** A person of the list; `left` when the person has left it and is shown dimmed. */
export interface ListedPerson<T> {
  person: T;
  left: boolean;
}

/**
 * Returns the list with each person in the previous position, also after leaving, and new people at the end. `before`
 * is the previous list, `people` the current people in order.
 */
export function keepOrder<T extends { id: string }>(
  before: readonly ListedPerson<T>[],
  people: readonly T[],
): ListedPerson<T>[] {
  const now = new Map(people.map((person) => [person.id, person]));
  const stillShown = before.map(({ person }) => {
    const current = now.get(person.id);
    now.delete(person.id);
    return { person: current ?? person, left: current === undefined };
  });
  return [...stillShown, ...[...now.values()].map((person) => ({ person, left: false }))];
}
