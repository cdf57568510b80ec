import { fail } from '@/protocol/errors';
import type { ClientAnswers, ClientEvent, ClientPayload } from '@/protocol/events';
import { assertScope } from '@/server/accounts/policy';
import type { BotActor, UserActor } from '@/server/actor';
import { findEndedBots } from '@/server/bots/store';
import { beginSession, endSession } from './begin-session';
import type { RealtimeContext } from './context';
import type { LiveSession, Socket } from './live-sessions';
import { startSync } from './sent-seqs';

type Handler<E extends ClientEvent> = (
  app: RealtimeContext,
  socket: Socket,
  payload: ClientPayload<E>,
) => Promise<ClientAnswers[E]>;

/** Returns the session of a connection. Throws `unauthenticated` if it has none. */
function sessionOf(socket: Socket): LiveSession {
  const { connection } = socket.data;
  if (connection.state !== 'session')
    throw fail('unauthenticated', 'Send new_client first, with your id and token.');
  return connection.session;
}

const actorOf = (socket: Socket): UserActor => sessionOf(socket).actor;

/** Returns the bot of a connection. Throws `unauthenticated` if it has none. */
function botOf(socket: Socket): { actor: BotActor; id: string } {
  const { connection } = socket.data;
  if (connection.state !== 'bot')
    throw fail('unauthenticated', 'Send new_bot first, with your id and token.');
  return { actor: connection.actor, id: connection.actor.botId };
}

/**
 * Moves a `silent` connection to `beginning` and returns the ticket's user, if any. Throws `conflict` for a second
 * attempt on the same connection.
 */
function begin(socket: Socket): UserActor | null {
  const { connection } = socket.data;
  if (connection.state !== 'silent')
    throw fail('conflict', 'This connection already has a session. Open another connection.');
  socket.data.connection = { state: 'beginning' };
  return connection.actor;
}

/** The handlers of client events. Commands load, authorise and run; the dispatcher parses and replies. */
export const handlers: { [E in ClientEvent]: Handler<E> } = {
  async new_client(app, socket, hello) {
    const ticketed = begin(socket);
    try {
      const actor = ticketed ?? (await byToken(app, hello));
      // A session receives messages and nearby users for as long as it lasts.
      assertScope(actor, 'read');
      const { session, snapshot } = await beginSession(app, socket, actor, hello);
      socket.data.connection = { state: 'session', session };
      // The socket disconnected meanwhile, so its `disconnect` event did not end the session.
      if (!socket.connected) await endSession(app, session);
      return snapshot;
    } catch (error) {
      socket.data.connection = { state: 'silent', actor: ticketed };
      throw error;
    }
  },

  async new_bot(app, socket, { id, ID, token, pass }) {
    const ticketed = begin(socket);
    try {
      const botId = id ?? ID;
      if (botId === undefined) throw fail('bad_request', 'id: is missing', { field: 'id' });
      const actor = await app.commands.authenticateBot({ id: botId, token, pass });
      const { building } = await app.commands.startBot({ actor, socketId: socket.id });
      app.sessions.addBot(actor, socket);
      socket.data.connection = { state: 'bot', actor };
      // A revocation after the claim and before `addBot` found no socket to disconnect.
      const [ended] = await findEndedBots(app.db, [actor]);
      if (!socket.connected || ended) await endBot(app, socket, botId);
      if (ended?.reason === 'revoked') throw fail('unauthenticated', 'The secret of this bot was replaced.');
      if (ended) throw fail('forbidden', 'An administrator has to authorise this bot first.');
      return { ok: true, building };
    } catch (error) {
      socket.data.connection = { state: 'silent', actor: ticketed };
      throw error;
    }
  },

  async send_message(app, socket, message) {
    const sent = await app.commands.sendMessage({ actor: actorOf(socket), socketId: socket.id, ...message });
    return { ok: true, ...sent };
  },

  async edit_message(app, socket, { message, text }) {
    const actor = actorOf(socket);
    return { ok: true, entries: await app.commands.editMessage({ actor, messageId: message, text }) };
  },

  async delete_message(app, socket, { message }) {
    const actor = actorOf(socket);
    return { ok: true, entries: await app.commands.deleteMessage({ actor, messageId: message }) };
  },

  async react(app, socket, { conversation, message, emoji, on }) {
    const where = { conversationId: conversation, messageId: message };
    return { ok: true, entries: await app.commands.react({ actor: actorOf(socket), ...where, emoji, on }) };
  },

  async sync(app, socket, { cursors, continued }) {
    const session = sessionOf(socket);
    const synced = startSync(app.rooms, session);
    const log = await app.commands.syncLog({ actor: session.actor, cursors, continued });
    synced(log);
    return { ok: true, ...log };
  },

  async history(app, socket, { conversation, ...span }) {
    const actor = actorOf(socket);
    return {
      ok: true,
      ...(await app.commands.showHistory({ actor, conversationId: conversation, ...span })),
    };
  },

  async replies(app, socket, { conversation: conversationId, ...span }) {
    return {
      ok: true,
      ...(await app.commands.listReplies({ actor: actorOf(socket), conversationId, ...span })),
    };
  },

  async list_link_cards(app, socket, { conversation: conversationId, seqs }) {
    return {
      ok: true,
      ...(await app.commands.listLinkCards({ actor: actorOf(socket), conversationId, seqs })),
    };
  },

  async search(app, socket, wanted) {
    return { ok: true, ...(await app.commands.searchMessages({ actor: actorOf(socket), ...wanted })) };
  },

  async find_people(app, socket, { query }) {
    return { ok: true, people: await app.commands.findPeople({ actor: actorOf(socket), query }) };
  },

  async show_person(app, socket, { user }) {
    return {
      ok: true,
      person: await app.commands.showPerson({ actor: actorOf(socket), username: user }),
    };
  },

  async list_photos(app, socket, { users }) {
    return {
      ok: true,
      photos: await app.commands.listPhotos({ actor: actorOf(socket), usernames: users }),
    };
  },

  async mark_read(app, socket, { conversation, seq }) {
    const read = { actor: actorOf(socket), conversationId: conversation, seq };
    return { ok: true, conversation: await app.commands.markRead(read) };
  },

  async mark_all_read(app, socket, { conversations }) {
    await app.commands.markAllRead({ actor: actorOf(socket), conversations });
    return { ok: true };
  },

  async mark_shown(app, socket, { conversations }) {
    await app.commands.markShown({ actor: actorOf(socket), conversations });
    return { ok: true };
  },

  async mark_delivered(app, socket, { conversations }) {
    await app.commands.markDelivered({ actor: actorOf(socket), conversations });
    return { ok: true };
  },

  async mark_unread(app, socket, { conversation: conversationId }) {
    const conversation = await app.commands.markUnread({ actor: actorOf(socket), conversationId });
    return { ok: true, conversation };
  },

  async pin(app, socket, { conversation: conversationId, ...wanted }) {
    const pins = await app.commands.pinConversation({ actor: actorOf(socket), conversationId, ...wanted });
    return { ok: true, pins };
  },

  async save_draft(app, socket, { conversation: conversationId, ...draft }) {
    const saved = await app.commands.saveDraft({ actor: actorOf(socket), conversationId, ...draft });
    return { ok: true, draft: saved };
  },

  async mute(app, socket, { conversation, muted }) {
    const mute = { actor: actorOf(socket), conversationId: conversation, muted };
    return { ok: true, conversation: await app.commands.muteConversation(mute) };
  },

  async answer_request(app, socket, { conversation: conversationId, answer }) {
    const conversation = await app.commands.answerRequest({ actor: actorOf(socket), conversationId, answer });
    return { ok: true, conversation };
  },

  async create_conversation(app, socket, wanted) {
    const conversation = await app.commands.createConversation({ actor: actorOf(socket), wanted });
    return { ok: true, conversation };
  },

  async list_building_bots(app, socket, { building: buildingId }) {
    return { ok: true, bots: await app.commands.listBuildingBots({ actor: actorOf(socket), buildingId }) };
  },

  async list_channels(app, socket) {
    return { ok: true, channels: await app.commands.listChannels({ actor: actorOf(socket) }) };
  },

  async join_channel(app, socket, { conversation: conversationId }) {
    const conversation = await app.commands.joinChannel({ actor: actorOf(socket), conversationId });
    return { ok: true, conversation };
  },

  async change_title(app, socket, { conversation: conversationId, title, topic }) {
    const actor = actorOf(socket);
    return {
      ok: true,
      conversation: await app.commands.changeTitle({ actor, conversationId, title, topic }),
    };
  },

  async remove_member(app, socket, { conversation: conversationId, user }) {
    const actor = actorOf(socket);
    return { ok: true, conversation: await app.commands.removeMember({ actor, conversationId, user }) };
  },

  async hand_over(app, socket, { conversation: conversationId, user }) {
    const actor = actorOf(socket);
    return { ok: true, conversation: await app.commands.handOver({ actor, conversationId, user }) };
  },

  async delete_conversation(app, socket, { conversation: conversationId }) {
    const session = sessionOf(socket);
    const conversation = await app.commands.deleteConversation({ actor: session.actor, conversationId });
    app.typing.changed(session, conversation);
    return { ok: true, conversation };
  },

  async leave_conversation(app, socket, { conversation: conversationId }) {
    const session = sessionOf(socket);
    const conversation = await app.commands.leaveConversation({ actor: session.actor, conversationId });
    app.typing.changed(session, conversation);
    return { ok: true, conversation };
  },

  async add_members(app, socket, { conversation: conversationId, users }) {
    const conversation = await app.commands.addMembers({ actor: actorOf(socket), conversationId, users });
    return { ok: true, conversation };
  },

  async list_members(app, socket, { conversation: conversationId }) {
    const members = await app.commands.listMembers({ actor: actorOf(socket), conversationId });
    return { ok: true, members };
  },

  async list_readers(app, socket, { conversation: conversationId, seq }) {
    const readers = await app.commands.listReaders({ actor: actorOf(socket), conversationId, seq });
    return { ok: true, readers };
  },

  async open_conversation(app, socket, { conversation: conversationId }) {
    const session = sessionOf(socket);
    app.typing.close(session);
    // The end of the session, which forgets what it shows, may be over. Clients without a log are told of no typing.
    if (conversationId === null || !session.keepsLog || !socket.connected) return { ok: true };
    const opened = app.typing.open(session, conversationId);
    opened(await app.commands.showTypingState({ actor: session.actor, conversationId }));
    return { ok: true };
  },

  async show_typing(app, socket, { conversation }) {
    const session = sessionOf(socket);
    assertScope(session.actor, 'send');
    app.typing.write(session, conversation);
    return { ok: true };
  },

  async block(app, socket, { user, blocked }) {
    const block = { actor: actorOf(socket), username: user, blocked };
    return { ok: true, blocked: await app.commands.blockUser(block) };
  },

  async list_blocked(app, socket) {
    return { ok: true, people: await app.commands.listBlocked({ actor: actorOf(socket) }) };
  },

  async list_notices(app, socket) {
    return { ok: true, notices: await app.commands.listNotices({ actor: actorOf(socket) }) };
  },

  async confirm_notice(app, socket, { notice }) {
    await app.commands.confirmNotice({ actor: actorOf(socket), id: notice });
    return { ok: true };
  },

  async report(app, socket, { reason, note, ...reported }) {
    const about = 'message' in reported ? { messageId: reported.message } : { username: reported.user };
    return { ok: true, report: await app.commands.report({ actor: actorOf(socket), about, reason, note }) };
  },

  async update_coordinates(app, socket, position) {
    const { place } = await app.commands.reportPosition({
      actor: actorOf(socket),
      ...position,
      consent: false,
    });
    return { ok: true, place };
  },

  async update_range(app, socket, { range }) {
    return { ok: true, ...(await app.commands.updateRange({ actor: actorOf(socket), range })) };
  },

  async update_sharing(app, socket, wanted) {
    return { ok: true, ...(await app.commands.updateSharing({ actor: actorOf(socket), ...wanted })) };
  },

  async declare_building(app, socket, { building }) {
    return {
      ok: true,
      ...(await app.commands.declareBuilding({ actor: actorOf(socket), buildingId: building })),
    };
  },

  async show_reach(app, socket, { ranges }) {
    return { ok: true, reach: await app.commands.showReach({ actor: actorOf(socket), ranges }) };
  },

  async building_counts(app, socket) {
    return { ok: true, ...(await app.commands.listBuildingCounts({ actor: actorOf(socket) })) };
  },

  async alert_receipt(app, socket, receipt) {
    await app.commands.noteReceipts({
      actor: actorOf(socket),
      channel: 'socket',
      receipts: [receipt],
    });
    return { ok: true };
  },

  async bot_message(app, socket, { clientId, message, place, replyTo }) {
    const bot = botOf(socket);
    const check = await app.commands.sendBotMessage({ ...bot, text: message, clientId, place, replyTo });
    if ('auth' in check || 'new' in check) throw fail('forbidden', check.state);
    return { ok: true, ...check, id: check.id as string };
  },

  async bot_answer(app, socket, answer) {
    botOf(socket);
    return { ok: true, ...(await app.commands.answerBotCall(answer)) };
  },

  async bot_edit(app, socket, { message: messageId, text }) {
    await app.commands.editBotMessage({ ...botOf(socket), messageId, text });
    return { ok: true };
  },

  async bot_delete(app, socket, { message: messageId }) {
    await app.commands.deleteBotMessage({ ...botOf(socket), messageId });
    return { ok: true };
  },

  async bot_react(app, socket, { message: messageId, ...reaction }) {
    await app.commands.reactAsBot({ ...botOf(socket), messageId, ...reaction });
    return { ok: true };
  },

  async bot_commands(app, socket, { commands }) {
    return { ok: true, places: await app.commands.declareCommands({ ...botOf(socket), commands }) };
  },

  async bot_audience(app, socket, { place }) {
    return { ok: true, people: await app.commands.showBotAudience({ ...botOf(socket), place }) };
  },

  async list_bots(app, socket, { conversation: conversationId }) {
    return { ok: true, bots: await app.commands.listRoomBots({ actor: actorOf(socket), conversationId }) };
  },

  async message_bot(app, socket, { bot }) {
    return { ok: true, conversation: await app.commands.messageBot({ actor: actorOf(socket), bot }) };
  },
};

/** Removes a disconnected bot and frees its place. */
export async function endBot(app: RealtimeContext, socket: Socket, botId: string): Promise<void> {
  app.sessions.removeBot(botId, socket);
  await app.commands
    .stopBot({ botId, socketId: socket.id })
    .catch((err) => app.log.warn({ err }, 'a bot could not be ended'));
}

async function byToken(
  app: RealtimeContext,
  { id, ID, token }: ClientPayload<'new_client'>,
): Promise<UserActor> {
  if (token === undefined) throw fail('unauthenticated', 'Send your token: new_client { id, token }.');
  return app.commands.authenticateToken({ token, id: id ?? ID });
}
