import type { Draft } from './draft';
import { buildingKey, type ConversationKey, nearbyKey } from './store/conversations';
import type { Named } from './store/lock-targets';

/** Returns what a draft's address names. */
export function namedBy({ sender, destination }: Draft): Named[] {
  switch (destination.to) {
    case 'people':
      return sender.kind === 'user'
        ? [...new Set(destination.users)].map((username) => ({ by: sender.userId, username }))
        : [];
    case 'feeds':
    case 'room':
      return keysOf(destination).map(({ key }) => ({ key }));
    case 'conversation':
      return [{ id: destination.id }];
    case 'building':
      return sender.kind === 'user' ? [{ by: sender.userId, room: true }] : [];
  }
}

/** Returns the conversations that an address names by key. */
export function keysOf(destination: Draft['destination']): ConversationKey[] {
  if (destination.to === 'room') return [{ kind: 'building', key: buildingKey(destination.buildingId) }];
  if (destination.to !== 'feeds') return [];
  return [...new Set(destination.userIds)].map((userId) => ({ kind: 'nearby', key: nearbyKey(userId) }));
}
