import { MAX_MENTIONS } from '@/protocol/fields';
import { fail } from '@/server/errors';
import type { Member } from './store/memberships';

/** As which usernames those whom a text names may be known: as they are typed, or in small letters. */
export function spellings(names: string[]): string[] {
  return names.flatMap((name) => [name, name.toLowerCase()]);
}

/** Those of the users who are named, each once. */
export function membersNamed(names: string[], users: ReadonlyMap<string, Member>): Member[] {
  const named = new Map<string, Member>();
  for (const name of names) {
    const user = users.get(name) ?? users.get(name.toLowerCase());
    if (user) named.set(user.userId, user);
  }
  return [...named.values()];
}

/** Why a text that names these people is refused; null when it is not. */
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
