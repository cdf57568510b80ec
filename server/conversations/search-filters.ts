import type { Filter, Search, Unclear } from '@/protocol/search';
import { hasBeginning } from '@/protocol/text-matching';
import { findByName } from '@/server/accounts/store/people';
import type { UserActor } from '@/server/actor';
import type { ConversationsContext } from './context';
import { dayIn } from './days';
import { botsNamed, conversationsNamed, type Named, roomsOf, type Wanted } from './store/search';

/** The resolved filters of a search; null for a filter that is not used. */
export interface Filters extends Pick<Wanted, 'senders' | 'since' | 'until'> {
  conversationIds: string[] | null;
  /** Values that match nothing. */
  unclear: Unclear[];
}

/** The maximum number of users whose names match a `from` value. */
const MAX_SENDERS = 500;

/** Resolves the filters of a search within what the actor may know. Days are days of the time zone. */
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

  const conversations = await named('in', (values) => conversationsNamed(db, actor.userId, values));
  const rooms = await named('building', (values) => roomsNamed(app, actor, values));
  const senders = new Map<string, { userIds: string[]; botIds: string[] }>();
  for (const value of search.from) senders.set(value, await sendersNamed(app, actor, value));
  expect('from', (value) => Object.values(senders.get(value) ?? {}).flat().length > 0);
  expect('before', (value) => dayIn(value, timeZone) !== null);
  expect('after', (value) => dayIn(value, timeZone) !== null);
  return {
    conversationIds:
      conversations && rooms ? conversations.filter((id) => rooms.includes(id)) : (conversations ?? rooms),
    senders:
      senders.size === 0
        ? null
        : {
            userIds: [...senders.values()].flatMap(({ userIds }) => userIds),
            botIds: [...senders.values()].flatMap(({ botIds }) => botIds),
          },
    // If a filter has several days, the last applies.
    until: dayIn(search.before.at(-1) ?? '', timeZone)?.begins ?? null,
    since: dayIn(search.after.at(-1) ?? '', timeZone)?.ends ?? null,
    unclear,
  };
}

/** Returns the rooms of buildings by the building's id or by a prefix of a word of its name. */
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

/**
 * Returns the actor for `me`, or the user or bot with that exact name, or else the users whom the people search finds
 * by that name.
 */
async function sendersNamed(
  { db }: ConversationsContext,
  actor: UserActor,
  value: string,
): Promise<{ userIds: string[]; botIds: string[] }> {
  if (/^(me|eu)$/i.test(value)) return { userIds: [actor.userId], botIds: [] };
  const botIds = await botsNamed(db, [value]);
  const found = await findByName(db, { text: value, byName: !actor.guest, limit: MAX_SENDERS });
  const username = value.replace(/^@/, '').toLowerCase();
  const exact = found.filter((user) => user.username.toLowerCase() === username);
  return {
    userIds: (exact.length > 0 ? exact : botIds.length > 0 ? [] : found).map((user) => user.userId),
    botIds,
  };
}
