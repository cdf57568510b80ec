import { fail } from '@/protocol/errors';
import { MAX_MENTIONS } from '@/protocol/fields';
import type { Member } from './store/memberships';

/** Returns the usernames that the mentions in a text can mean: as typed, and in lower case. */
export function spellings(names: string[]): string[] {
  return names.flatMap((name) => [name, name.toLowerCase()]);
}

/** Returns the named users, without duplicates. */
export function membersNamed(names: string[], users: ReadonlyMap<string, Member>): Member[] {
  const named = new Map<string, Member>();
  for (const name of names) {
    const user = users.get(name) ?? users.get(name.toLowerCase());
    if (user) named.set(user.userId, user);
  }
  return [...named.values()];
}

/** Returns the error for a text that mentions too many users; null when the number is allowed. */
export function refusalOf(named: Member[]) {
  return named.length <= MAX_MENTIONS
    ? null
    : fail(
        'bad_request',
        `A message can mention at most ${MAX_MENTIONS} people; this one names ${named.length}.`,
        {
          field: 'text',
        },
      );
}
