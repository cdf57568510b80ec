import { MAX_RECEIPT_MEMBERS } from '@/protocol/fields';
import type { WireConversation, WireLogEntry } from '@/protocol/messages';
import { isShown } from '@/protocol/placeholder';
import type { Broker } from '@/server/broker/broker';
import { asJson, type TypingEvent } from '@/server/conversations/events';
import type { Registry } from '@/server/presence/registry';
import type { LiveSession, LiveSessions } from './live-sessions';

/** Who is writing where: in the memory of the nodes only, and told only to sessions that show the conversation. */
export interface Typing {
  /**
   * Notes that a session shows a conversation. Nothing is told before the returned function is called with what was
   * stored; a change that arrived meanwhile is newer.
   */
  open(session: LiveSession, conversationId: string): (stored: { on: boolean; possible: boolean }) => void;
  /** Notes that a session shows no conversation. */
  close(session: LiveSession): void;
  /** Notes that a conversation changed for the user of a session. */
  changed(session: LiveSession, conversation: WireConversation): void;
  /** Notes that entries arrived: a user who has written in a direct conversation may tell there. */
  received(session: LiveSession, entries: readonly WireLogEntry[]): void;
  /** Notes whether the user of a session tells and is told who is writing. */
  choose(session: LiveSession, on: boolean): void;
  /**
   * Tells the others that the user of a session is writing. Does nothing unless the session shows the conversation and
   * the user may tell it, and within 2 s of the last time.
   */
  write(session: LiveSession, conversationId: string): void;
  /** Delivers what another node published. */
  deliver(event: TypingEvent): void;
}

/** What a session shows. */
interface Shown {
  conversationId: string;
  /** The user's choice; null until it was read. */
  on: boolean | null;
  /**
   * The conversation has few members, and is no message request: of a direct one, the user has written there. Null until
   * it was read.
   */
  possible: boolean | null;
  wroteAt: number;
}

type Person = TypingEvent['person'];

/** Milliseconds between two events of one session; clients leave 3 s between them. */
const EVERY_MS = 2_000;
/** Milliseconds between two events of one conversation that a session is sent. */
const FRAME_MS = 1_000;

export function createTyping({
  id: node,
  broker,
  sessions,
  registry,
  now = Date.now,
}: {
  /** The id of this node. */
  id: string;
  broker: Pick<Broker, 'publish'>;
  sessions: Pick<LiveSessions, 'push'>;
  registry: Pick<Registry, 'stateOf'>;
  /** Returns milliseconds since 1970; tests replace it. */
  now?: () => number;
}): Typing {
  const shown = new Map<LiveSession, Shown>();
  const showing = new Map<string, Set<LiveSession>>();
  /** The conversations in which the last second had an event, with the people who have written since. */
  const waiting = new Map<string, Map<string, Person>>();

  function mayTell(session: LiveSession): boolean {
    const state = shown.get(session);
    return state?.on === true && state.possible === true;
  }

  /** Returns whether one of two users blocked the other, or is not known to be online. */
  function isApart(userId: string, otherId: string): boolean {
    const [user, other] = [registry.stateOf(userId), registry.stateOf(otherId)];
    return !user || !other || user.blocked.includes(otherId) || other.blocked.includes(userId);
  }

  function send(conversationId: string, people: readonly Person[]): void {
    for (const session of showing.get(conversationId) ?? []) {
      if (!mayTell(session)) continue;
      const others = people.filter(
        ({ userId, blocked }) =>
          userId !== session.actor.userId &&
          !blocked.includes(session.actor.userId) &&
          !isApart(session.actor.userId, userId),
      );
      if (others.length > 0)
        sessions.push(session, 'typing', {
          conversation: conversationId,
          people: others.map(({ id, name, at }) => ({ id, name, at })),
        });
    }
  }

  /** Sends at once, and then at most once in `FRAME_MS`, all people together. */
  function deliver({ conversation, person }: TypingEvent): void {
    if (!showing.has(conversation)) return;
    const known = waiting.get(conversation);
    if (known) {
      known.set(person.userId, person);
      return;
    }
    waiting.set(conversation, new Map());
    send(conversation, [person]);
    later(conversation);
  }

  function later(conversation: string): void {
    setTimeout(() => {
      const people = waiting.get(conversation);
      if (!people || people.size === 0) return void waiting.delete(conversation);
      waiting.set(conversation, new Map());
      send(conversation, [...people.values()]);
      later(conversation);
    }, FRAME_MS).unref();
  }

  const typing: Typing = {
    open(session, conversationId) {
      typing.close(session);
      const state: Shown = { conversationId, on: null, possible: null, wroteAt: Number.NEGATIVE_INFINITY };
      shown.set(session, state);
      showing.set(conversationId, (showing.get(conversationId) ?? new Set()).add(session));
      return ({ on, possible }) => {
        state.on ??= on;
        state.possible ??= possible;
      };
    },
    close(session) {
      const state = shown.get(session);
      if (!state) return;
      shown.delete(session);
      const others = showing.get(state.conversationId);
      others?.delete(session);
      if (others?.size === 0) showing.delete(state.conversationId);
    },
    changed(session, { id, kind, open, request, members }) {
      const state = shown.get(session);
      if (state?.conversationId !== id) return;
      if (!open || request !== undefined) state.possible = false;
      else if (kind !== 'direct') state.possible = kind === 'group' && members.length <= MAX_RECEIPT_MEMBERS;
    },
    received(session, entries) {
      const state = shown.get(session);
      const wrote = entries.some(
        (entry) =>
          entry.conversation.id === state?.conversationId &&
          entry.conversation.kind === 'direct' &&
          isShown(entry) &&
          !entry.change &&
          entry.message.from.id === session.actor.username,
      );
      if (state && wrote) state.possible = true;
    },
    choose(session, on) {
      const state = shown.get(session);
      if (state) state.on = on;
    },
    write(session, conversationId) {
      const state = shown.get(session);
      const at = now();
      if (state?.conversationId !== conversationId || !mayTell(session) || at - state.wroteAt < EVERY_MS)
        return;
      state.wroteAt = at;
      const { userId, username: id, name } = session.actor;
      const blocked = registry.stateOf(userId)?.blocked ?? [];
      const person = { userId, id, name, at: new Date(at).toISOString(), blocked };
      const event: TypingEvent = { type: 'typing', node, conversation: conversationId, person };
      deliver(event);
      // The queues of nodes end with their connections. While the broker is down, other nodes show nothing.
      broker.publish([{ to: 'nodes', body: asJson(event) }]).catch(() => {});
    },
    deliver,
  };
  return typing;
}
