import type { Draft } from './draft';
import { buildingKey, type ConversationKey, nearbyKey } from './store/conversations';
import type { Named } from './store/lock-targets';

/** Returns what the address of a draft names; `draft` is its number. */
export function namedBy({ sender, destination }: Draft, draft: number): Named[] {
  switch (destination.to) {
    case 'people':
      return sender.kind === 'user'
        ? [...new Set(destination.users)].map((username) => ({ draft, by: sender.userId, username }))
        : [];
    case 'feeds':
    case 'room':
      return keysOf(destination).map(({ key }) => ({ draft, key }));
    case 'conversation':
      return [{ draft, id: destination.id }];
    case 'building':
      return sender.kind === 'user' ? [{ draft, by: sender.userId, room: true }] : [];
  }
}

/** Returns the conversations that an address names by key. */
export function keysOf(destination: Draft['destination']): ConversationKey[] {
  if (destination.to === 'room') return [{ kind: 'building', key: buildingKey(destination.buildingId) }];
  if (destination.to !== 'feeds') return [];
  return [...new Set(destination.userIds)].map((userId) => ({ kind: 'nearby', key: nearbyKey(userId) }));
}
