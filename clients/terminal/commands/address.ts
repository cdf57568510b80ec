import { viewOf } from '@/clients/state/views';
import type { Address } from '@/protocol/events';
import type { Client } from '../client';
import { folded } from '../ui/menu';
import { UsageError } from './exit';

/**
 * Returns the address that a word of the command line names: `nearby`, `building`, `@username`, `#channel` (its title;
 * the user must be a member), or the id of a conversation. Throws `UsageError`.
 */
export function parseAddress({ store }: Pick<Client, 'store'>, word: string): Address {
  if (word === 'nearby') return { to: 'range' };
  if (word === 'building') return { to: 'building' };
  const view = viewOf(word);
  if (view?.of === 'direct') return { to: 'people', users: [view.username] };
  if (view?.of === 'conversation') return { to: 'conversation', id: view.id };
  if (word.startsWith('#')) {
    const wanted = folded(word.slice(1));
    const channel = Object.values(store.get().log).find(
      ({ kind, info }) => kind === 'channel' && info?.open && folded(info.title ?? '') === wanted,
    );
    if (channel) return { to: 'conversation', id: channel.id };
    throw new UsageError(`You are in no channel ${word}.`);
  }
  throw new UsageError('Say to whom: nearby, building, @username, "#channel", or the id of a conversation.');
}
