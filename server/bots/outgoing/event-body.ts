import type { OutgoingEvent, OutgoingType } from '@/protocol/outgoing-hooks';
import { namesIn } from '@/texts/read';

/** What an event is about, as the database has it now. */
export interface EventContent {
  type: 'created' | 'edited' | 'deleted';
  at: Date;
  bot: string;
  building: { id: string; name: string };
  messageId: string;
  sentAt: Date;
  text: string;
  replyTo: string | null;
  isDeleted: boolean;
}

/** Returns whether a text mentions a bot by its id. */
export function mentionsBot(text: string, botId: string): boolean {
  const id = botId.toLowerCase();
  return namesIn(text).some((name) => name.toLowerCase() === id);
}

/** Returns the type of an event as programs see it. */
export const typeOf = (type: EventContent['type']): OutgoingType => `message.${type}`;

/** Returns what is posted of an event; at most 20 kB, because a message has at most 4,000 characters. */
export function eventBody(content: EventContent): string {
  const { type, at, bot, building, messageId, sentAt, text, replyTo, isDeleted } = content;
  return JSON.stringify({
    type: typeOf(type),
    timestamp: at.toISOString(),
    data: {
      bot,
      building,
      message: {
        id: messageId,
        at: sentAt.toISOString(),
        text: isDeleted ? null : text,
        replyTo,
        mentionsBot: !isDeleted && mentionsBot(text, bot),
      },
    },
  } satisfies OutgoingEvent);
}
