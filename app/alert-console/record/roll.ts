import type { WireRollCall } from '@/protocol/alerts';
import { fits } from '@/protocol/text-matching';

type Person = WireRollCall['people'][number];

/** What a warden looks at: everyone, who needs help, who has not answered, whom nothing has reached, who is safe or away. */
export const ROLL_FILTERS = ['all', 'help', 'open', 'unreached', 'safe', 'away'] as const;
export type RollFilter = (typeof ROLL_FILTERS)[number];

const SHOWS: Record<RollFilter, (person: Person) => boolean> = {
  all: () => true,
  help: ({ answer }) => answer === 'help',
  open: ({ answer }) => answer === null,
  unreached: ({ answer, reach }) => answer === null && (reach === 'targeted' || reach === 'failed'),
  safe: ({ answer }) => answer === 'safe',
  away: ({ answer }) => answer === 'away',
};

/** Returns how many people each filter shows; `help`, `open`, `safe` and `away` together are `all`. */
export const countsOf = (people: readonly Person[]): Record<RollFilter, number> =>
  Object.fromEntries(ROLL_FILTERS.map((filter) => [filter, people.filter(SHOWS[filter]).length])) as Record<
    RollFilter,
    number
  >;

/** Returns the people whom a filter, a building (null: any) and a search show. */
export const shownOf = (
  people: readonly Person[],
  { filter, building, query }: { filter: RollFilter; building: string | null; query: string },
): Person[] =>
  people.filter(
    (person) =>
      SHOWS[filter](person) &&
      (building === null || person.building?.id === building) &&
      (query.trim() === '' || fits(`${person.name} ${person.id}`, query)),
  );

/** Returns the buildings of people, each once, by name. */
export function buildingsOf(people: readonly Person[]): { id: string; name: string }[] {
  const byId = new Map(
    people.flatMap(({ building }) => (building ? [[building.id, building] as const] : [])),
  );
  return [...byId.values()].sort((a, b) => a.name.localeCompare(b.name));
}
