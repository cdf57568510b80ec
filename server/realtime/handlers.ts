import type { ClientAnswers, ClientEvent, ClientPayload } from '@/protocol/events';
import { assertScope } from '@/server/accounts/policy';
import type { UserActor } from '@/server/actor';
import { fail } from '@/server/errors';
import type { WiredNode } from '@/server/node';
import { beginSession, endSession, noteGiven } from './begin-session';
import type { LiveSession, Socket } from './live-sessions';

type Handler<E extends ClientEvent> = (
  node: WiredNode,
  socket: Socket,
  payload: ClientPayload<E>,
) => Promise<ClientAnswers[E]>;

/** The session of a connection that has begun one. Throws `unauthenticated`. */
function sessionOf(socket: Socket): LiveSession {
  const { connection } = socket.data;
  if (connection.state !== 'session')
    throw fail('unauthenticated', 'Say new_client first, with your id and token.');
  return connection.session;
}

const actorOf = (socket: Socket): UserActor => sessionOf(socket).actor;

/** Leaves `silent` for `beginning`; whoever comes second on the same connection is refused. */
function begin(socket: Socket): UserActor | null {
  const { connection } = socket.data;
  if (connection.state !== 'silent')
    throw fail('conflict', 'This connection has begun already: open another one.');
  socket.data.connection = { state: 'beginning' };
  return connection.actor;
}

/** What each event does: load, authorise and run are the command's; parsing and presenting are the dispatcher's. */
export const handlers: { [E in ClientEvent]: Handler<E> } = {
  async new_client(node, socket, hello) {
    const ticketed = begin(socket);
    try {
      const actor = ticketed ?? (await byToken(node, hello));
      // A session is told of messages and of who is near for as long as it lasts.
      assertScope(actor, 'read');
      const { session, snapshot } = await beginSession(node, socket, actor, hello);
      socket.data.connection = { state: 'session', session };
      // Gone meanwhile: nobody else will end it.
      if (!socket.connected) await endSession(node, session);
      return snapshot;
    } catch (error) {
      socket.data.connection = { state: 'silent', actor: ticketed };
      throw error;
    }
  },

  async new_bot(node, socket, { id, ID, token, pass }) {
    const ticketed = begin(socket);
    try {
      const botId = id ?? ID;
      if (botId === undefined) throw fail('bad_request', 'id: is missing', { field: 'id' });
      const actor = await node.commands.authenticateBot({ id: botId, token, pass });
      const { building } = await node.commands.startBot({ actor, socketId: socket.id });
      node.sessions.addBot(botId, socket);
      socket.data.connection = { state: 'bot', actor };
      // Withdrawn after the claim and before the bot was known here: the cut found nobody to cut.
      const check = await node.commands.checkBot({ id: botId });
      if (!socket.connected || 'auth' in check) await endBot(node, socket, botId);
      if ('auth' in check) throw fail('forbidden', check.state);
      return { ok: true, building };
    } catch (error) {
      socket.data.connection = { state: 'silent', actor: ticketed };
      throw error;
    }
  },

  async send_message(node, socket, message) {
    const sent = await node.commands.sendMessage({ actor: actorOf(socket), socketId: socket.id, ...message });
    return { ok: true, ...sent };
  },

  async edit_message(node, socket, { message, text }) {
    const actor = actorOf(socket);
    return { ok: true, entries: await node.commands.editMessage({ actor, messageId: message, text }) };
  },

  async delete_message(node, socket, { message }) {
    const actor = actorOf(socket);
    return { ok: true, entries: await node.commands.deleteMessage({ actor, messageId: message }) };
  },

  async react(node, socket, { conversation, message, emoji, on }) {
    const where = { conversationId: conversation, messageId: message };
    return { ok: true, entries: await node.commands.react({ actor: actorOf(socket), ...where, emoji, on }) };
  },

  async sync(node, socket, { cursors, continued }) {
    const session = sessionOf(socket);
    const log = await node.commands.syncLog({ actor: session.actor, cursors, continued });
    noteGiven(session, log);
    return { ok: true, ...log };
  },

  async history(node, socket, { conversation, ...span }) {
    const actor = actorOf(socket);
    return {
      ok: true,
      ...(await node.commands.showHistory({ actor, conversationId: conversation, ...span })),
    };
  },

  async search(node, socket, wanted) {
    return { ok: true, ...(await node.commands.searchMessages({ actor: actorOf(socket), ...wanted })) };
  },

  async find_people(node, socket, { query }) {
    return { ok: true, people: await node.commands.findPeople({ actor: actorOf(socket), query }) };
  },

  async mark_read(node, socket, { conversation, seq }) {
    const read = { actor: actorOf(socket), conversationId: conversation, seq };
    return { ok: true, conversation: await node.commands.markRead(read) };
  },

  async mark_all_read(node, socket, { conversations }) {
    await node.commands.markAllRead({ actor: actorOf(socket), conversations });
    return { ok: true };
  },

  async mute(node, socket, { conversation, muted }) {
    const mute = { actor: actorOf(socket), conversationId: conversation, muted };
    return { ok: true, conversation: await node.commands.muteConversation(mute) };
  },

  async create_conversation(node, socket, wanted) {
    const conversation = await node.commands.createConversation({ actor: actorOf(socket), wanted });
    return { ok: true, conversation };
  },

  async list_channels(node, socket) {
    return { ok: true, channels: await node.commands.listChannels({ actor: actorOf(socket) }) };
  },

  async join_channel(node, socket, { conversation: conversationId }) {
    const conversation = await node.commands.joinChannel({ actor: actorOf(socket), conversationId });
    return { ok: true, conversation };
  },

  async leave_conversation(node, socket, { conversation: conversationId }) {
    const conversation = await node.commands.leaveConversation({ actor: actorOf(socket), conversationId });
    return { ok: true, conversation };
  },

  async add_members(node, socket, { conversation: conversationId, users }) {
    const conversation = await node.commands.addMembers({ actor: actorOf(socket), conversationId, users });
    return { ok: true, conversation };
  },

  async list_members(node, socket, { conversation: conversationId }) {
    const members = await node.commands.listMembers({ actor: actorOf(socket), conversationId });
    return { ok: true, members };
  },

  async block(node, socket, { user, blocked }) {
    const block = { actor: actorOf(socket), username: user, blocked };
    return { ok: true, blocked: await node.commands.blockUser(block) };
  },

  async list_blocked(node, socket) {
    return { ok: true, people: await node.commands.listBlocked({ actor: actorOf(socket) }) };
  },

  async report(node, socket, { reason, note, ...what }) {
    const about = 'message' in what ? { messageId: what.message } : { username: what.user };
    return { ok: true, report: await node.commands.report({ actor: actorOf(socket), about, reason, note }) };
  },

  async update_coordinates(node, socket, position) {
    const { place } = await node.commands.reportPosition({
      actor: actorOf(socket),
      ...position,
      consent: false,
    });
    return { ok: true, place };
  },

  async update_range(node, socket, { range }) {
    return { ok: true, ...(await node.commands.updateRange({ actor: actorOf(socket), range })) };
  },

  async update_sharing(node, socket, wanted) {
    return { ok: true, ...(await node.commands.updateSharing({ actor: actorOf(socket), ...wanted })) };
  },

  async declare_building(node, socket, { building }) {
    return {
      ok: true,
      ...(await node.commands.declareBuilding({ actor: actorOf(socket), buildingId: building })),
    };
  },

  async bot_message(node, socket, { clientId, message }) {
    const { connection } = socket.data;
    if (connection.state !== 'bot')
      throw fail('unauthenticated', 'Say new_bot first, with your id and token.');
    const { actor } = connection;
    const check = await node.commands.sendBotMessage({ actor, id: actor.botId, text: message, clientId });
    if ('auth' in check || 'new' in check) throw fail('forbidden', check.state);
    return { ok: true, ...check };
  },
};

/** The bot's connection is gone, and its place is free. */
export async function endBot(node: WiredNode, socket: Socket, botId: string): Promise<void> {
  node.sessions.removeBot(botId, socket);
  await node.commands
    .stopBot({ botId, socketId: socket.id })
    .catch((err) => node.log.warn({ err }, 'a bot could not be ended'));
}

async function byToken(node: WiredNode, { id, ID, token }: ClientPayload<'new_client'>): Promise<UserActor> {
  if (token === undefined) throw fail('unauthenticated', 'Show your token: new_client { id, token }.');
  return node.commands.authenticateToken({ token, id: id ?? ID });
}
