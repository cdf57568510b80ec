import type { WireFoundUsers } from '@/protocol/safety';

/** Returns the first page as it is now, with the later pages that were loaded before. */
export function withLaterPages(first: WireFoundUsers, before: WireFoundUsers): WireFoundUsers {
  if (!first.more || before.users.length <= first.users.length) return first;
  const ids = new Set(first.users.map(({ id }) => id));
  const last = before.users.findIndex(({ id }) => id === first.users.at(-1)?.id);
  const later = before.users.slice(last < 0 ? first.users.length : last + 1).filter(({ id }) => !ids.has(id));
  return { users: [...first.users, ...later], more: before.more };
}
