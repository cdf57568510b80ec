import type { Filter, Search, Unclear } from '@/protocol/search';
import { hasBeginning } from '@/protocol/words';
import { findByName } from '@/server/accounts/store/people';
import type { UserActor } from '@/server/actor';
import type { ConversationsContext } from './context';
import { dayIn } from './days';
import { botsNamed, conversationsNamed, type Named, roomsOf, type Wanted } from './store/search';

/** What the filters of a search come to; null where none of that kind narrows it. */
export interface Filters extends Pick<Wanted, 'senders' | 'since' | 'until'> {
  conversationIds: string[] | null;
  /** Values that name nothing. */
  unclear: Unclear[];
}

/** Of people whom a name fits, so many are looked for. */
const MOST_SENDERS = 500;

/** What the filters name, as the actor may know it. Days are those of the time zone. */
export async function resolveFilters(
  app: ConversationsContext,
  actor: UserActor,
  search: Search,
  timeZone: string,
): Promise<Filters> {
  const { db } = app;
  const unclear: Unclear[] = [];
  const expect = (filter: Filter, isClear: (value: string) => boolean) => {
    for (const value of search[filter]) if (!isClear(value)) unclear.push({ filter, value });
  };
  const named = async (filter: 'in' | 'building', find: (values: string[]) => Promise<Named[]>) => {
    if (search[filter].length === 0) return null;
    const found = await find(search[filter]);
    expect(filter, (value) => found.some((name) => name.value === value));
    return found.flatMap(({ id }: Named) => id ?? []);
  };

  const places = await named('in', (values) => conversationsNamed(db, actor.userId, values));
  const rooms = await named('building', (values) => roomsNamed(app, actor, values));
  const senders = new Map<string, { userIds: string[]; botIds: string[] }>();
  for (const value of search.from) senders.set(value, await sendersNamed(app, actor, value));
  expect('from', (value) => Object.values(senders.get(value) ?? {}).flat().length > 0);
  expect('before', (value) => dayIn(value, timeZone) !== null);
  expect('after', (value) => dayIn(value, timeZone) !== null);
  return {
    conversationIds: places && rooms ? places.filter((id) => rooms.includes(id)) : (places ?? rooms),
    senders:
      senders.size === 0
        ? null
        : {
            userIds: [...senders.values()].flatMap(({ userIds }) => userIds),
            botIds: [...senders.values()].flatMap(({ botIds }) => botIds),
          },
    // Of several days the last word counts.
    until: dayIn(search.before.at(-1) ?? '', timeZone)?.begins ?? null,
    since: dayIn(search.after.at(-1) ?? '', timeZone)?.ends ?? null,
    unclear,
  };
}

/** The rooms of buildings that values name, by the building's id or how a word of its name begins. */
async function roomsNamed(
  { db, places }: ConversationsContext,
  actor: UserActor,
  values: string[],
): Promise<Named[]> {
  const named = values.flatMap((value) =>
    places
      .buildings()
      .filter(({ id, name }) => id.toLowerCase() === value.toLowerCase() || hasBeginning(name, value))
      .map(({ id }) => ({ value, id })),
  );
  const rooms = await roomsOf(
    db,
    actor.userId,
    named.map(({ id }) => id),
  );
  return named.map(({ value, id }) => ({ value, id: rooms.get(id) ?? null }));
}

/** Oneself, or whoever has that username or bot's id; else those whom a search for people finds by that name. */
async function sendersNamed(
  { db }: ConversationsContext,
  actor: UserActor,
  value: string,
): Promise<{ userIds: string[]; botIds: string[] }> {
  if (/^(me|eu)$/i.test(value)) return { userIds: [actor.userId], botIds: [] };
  const botIds = await botsNamed(db, [value]);
  const found = await findByName(db, { text: value, byName: !actor.guest, limit: MOST_SENDERS });
  const username = value.replace(/^@/, '').toLowerCase();
  const exact = found.filter((user) => user.username.toLowerCase() === username);
  return {
    userIds: (exact.length > 0 ? exact : botIds.length > 0 ? [] : found).map((user) => user.userId),
    botIds,
  };
}
