import { z } from 'zod';
import type { WireCall } from '@/protocol/bots';
import { readCommand } from '@/protocol/command';
import { messageText } from '@/protocol/fields';
import {
  findRoomBots,
  findText,
  findWaitingCalls,
  insertCalls,
  setDelivered,
  type WaitingCall,
} from '@/server/bots/call-store';
import { pseudonymOf, tokenOfCall } from '@/server/bots/call-token';
import { hearingsOf, textForBot } from '@/server/bots/hearing';
import type { NodeEvent } from '@/server/conversations/events';
import type { RealtimeContext } from './context';

/** A bot that does not acknowledge within this time is sent the call again. */
const ACK_TIMEOUT_MS = 15_000;

/** What a bot acknowledges with: nothing, or its answer. */
const reply = z.strictObject({ text: messageText }).optional();

/** The calls that this node has sent and that are not acknowledged yet. */
const underway = new WeakMap<RealtimeContext, Set<string>>();

/** Stores which bots hear a message, and sends it to those that are connected to this node. */
export async function hearMessage(
  app: RealtimeContext,
  message: Extract<NodeEvent, { type: 'bot_call' }>,
): Promise<void> {
  const { pool } = app.db;
  const [bots, text] = await Promise.all([
    findRoomBots(pool, message.conversationId),
    findText(pool, message.messageId),
  ]);
  const hearings = text === null ? [] : hearingsOf(text, bots);
  if (hearings.length === 0) return;
  await insertCalls(pool, message, hearings);
  await sendWaitingCalls(app, new Set(hearings.map(({ botId }) => botId)));
}

/** Sends bots of this node what they have not heard yet; without `botIds`, all of them. */
export async function sendWaitingCalls(app: RealtimeContext, botIds?: ReadonlySet<string>): Promise<void> {
  const here = app.sessions.bots().filter(({ botId }) => botIds?.has(botId) ?? true);
  if (here.length === 0) return;
  const sent = underway.get(app) ?? new Set();
  underway.set(app, sent);
  for (const call of await findWaitingCalls(
    app.db,
    here.map(({ botId }) => botId),
  )) {
    if (sent.has(call.id)) continue;
    sent.add(call.id);
    void send(app, call).finally(() => sent.delete(call.id));
  }
}

/** Sends a call to its bot, and handles the acknowledgement. Never rejects. */
async function send(app: RealtimeContext, call: WaitingCall): Promise<void> {
  try {
    const socket = app.sessions.socketOfBot(call.botId);
    if (!socket) return;
    const heard = presentCall(app, call);
    const acknowledged: unknown = await socket.timeout(ACK_TIMEOUT_MS).emitWithAck('heard', heard);
    const answer = reply.safeParse(acknowledged ?? undefined).data;
    // The client id is that of the call: an acknowledgement that comes twice answers once.
    if (answer)
      await app.commands.answerBotCall({ token: heard.token, text: answer.text, clientId: call.id });
    else await setDelivered(app.db, call.id);
  } catch (err) {
    app.log.debug({ err }, 'a bot has not heard a call; it is sent again');
  }
}

function presentCall(app: RealtimeContext, call: WaitingCall): WireCall {
  const text = textForBot(call.text, call.botId);
  const command = call.kind === 'command' ? readCommand(text) : null;
  return {
    id: call.id,
    kind: call.kind,
    place: { id: call.conversationId, kind: call.placeKind, title: call.title },
    message: call.messageId,
    ...(command && { command: command.name }),
    text: command ? command.rest : text,
    person: pseudonymOf(app.config, call.botId, call.senderId),
    at: call.at.toISOString(),
    token: tokenOfCall(app.config, call.id),
  };
}
