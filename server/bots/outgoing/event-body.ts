import { readCommand } from '@/protocol/command';
import type { OutgoingEvent, OutgoingType } from '@/protocol/outgoing-hooks';
import type { Config } from '@/server/config';
import { pseudonymOf, tokenOfCall } from '../call-token';
import type { Hearing } from '../hearing';
import { textForBot } from '../hearing';

/** What an event is about, as the database has it now. */
export interface EventContent {
  type: 'created' | 'edited' | 'deleted';
  at: Date;
  bot: string;
  conversationId: string;
  /** The kind of the place; `direct` for a conversation of one user and the bot. */
  placeKind: OutgoingEvent['data']['place']['kind'];
  title: string | null;
  /** Why the bot hears the message; null if it does not, and only the webhook does. */
  heard: Hearing['kind'] | null;
  /** The id of the bot's call, by whose token it answers; null without one. */
  callId: string | null;
  /** Null once the author is erased. */
  senderId: string | null;
  messageId: string;
  sentAt: Date;
  text: string;
  replyTo: string | null;
  isDeleted: boolean;
}

/** Returns the type of an event as programs see it. */
export const typeOf = (type: EventContent['type']): OutgoingType => `message.${type}`;

/**
 * Returns what is posted of an event, without anybody's name; at most 20 kB, because a message has at most 4,000
 * characters.
 */
export function eventBody(config: Pick<Config, 'authSecret'>, content: EventContent): string {
  const { type, at, bot, conversationId, placeKind, title, heard, callId, senderId, isDeleted } = content;
  const command = heard === 'command' && !isDeleted ? readCommand(content.text) : null;
  return JSON.stringify({
    type: typeOf(type),
    timestamp: at.toISOString(),
    data: {
      bot,
      place: { id: conversationId, kind: placeKind, title },
      heard,
      ...(command && { command: command.name }),
      person: senderId && pseudonymOf(config, bot, senderId),
      message: {
        id: content.messageId,
        at: content.sentAt.toISOString(),
        text: isDeleted ? null : textForBot(command ? command.rest : content.text, bot),
        replyTo: content.replyTo,
      },
      token: callId && type === 'created' ? tokenOfCall(config, callId) : null,
    },
  } satisfies OutgoingEvent);
}
