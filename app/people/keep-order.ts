/** Somebody of a list, and whether they have left it: then what was last known of them is shown, dimmed. */
export interface ListedPerson<T> {
  person: T;
  gone: boolean;
}

/**
 * A list of people that is held still: whoever was in it keeps their place, also after leaving, and newcomers come at
 * the end. `before` is what was shown, `people` those who are there now, in order.
 */
export function keepOrder<T extends { id: string }>(
  before: readonly ListedPerson<T>[],
  people: readonly T[],
): ListedPerson<T>[] {
  const now = new Map(people.map((person) => [person.id, person]));
  const stillShown = before.map(({ person }) => {
    const current = now.get(person.id);
    now.delete(person.id);
    return { person: current ?? person, gone: current === undefined };
  });
  return [...stillShown, ...[...now.values()].map((person) => ({ person, gone: false }))];
}
