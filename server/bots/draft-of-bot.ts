import type { BotActor } from '@/server/actor';
import { digestOf } from '@/server/conversations/digest';
import type { Draft } from '@/server/conversations/draft';
import type { BotsContext } from './context';

/** Returns the draft of a bot's message to its building, or to the conversation `place`. */
export function draftOf(
  app: Pick<BotsContext, 'config'>,
  {
    actor: { botId, buildingId },
    text,
    clientId,
    place,
    replyTo,
  }: { actor: BotActor; text: string; clientId: string; place?: string | undefined; replyTo: string | null },
): Draft {
  const content = { text };
  const address = place === undefined ? { to: 'room' as const } : { to: 'conversation' as const, id: place };
  return {
    sender: { kind: 'bot', botId },
    clientId,
    content,
    replyTo,
    digest: digestOf(app.config, { address, content, replyTo }),
    socketId: null,
    destination: address.to === 'room' ? { to: 'room', buildingId } : address,
    // A bot's messages are public in its building, so the activity log may hold their text; messages of people, and those
    // of bots to some of them, never reach the activity log.
    activity: place === undefined ? { message: text, buildingId } : { code: 'sent_to_conversation' as const },
  };
}
