import type { Address } from '@/protocol/events';
import type { WireConversation } from '@/protocol/messages';
import type { UserActor } from '@/server/actor';
import { createConversation } from '@/server/conversations/create-conversation';
import type { Core } from './core';

export const names = (...users: UserActor[]) => users.map((user) => user.username);

/** Returns the address of several users. */
export const to = (...users: UserActor[]): Address => ({ to: 'people', users: names(...users) });

/** Returns the address of a conversation. */
export const into = ({ id }: { id: string }): Address => ({ to: 'conversation', id });

/** Returns shortcuts for the tests of conversations, which run on this core. */
export function createTalk(core: Core) {
  return {
    /** Returns that many new users; most tests name up to four of them. */
    people: async (count: number) =>
      (await core.people(count)) as [UserActor, UserActor, UserActor, UserActor],
    /** Creates a group of the actor and these users. */
    group: (actor: UserActor, ...users: UserActor[]): Promise<WireConversation> =>
      createConversation(core.app, { actor, wanted: { kind: 'group', users: names(...users) } }),
  };
}
