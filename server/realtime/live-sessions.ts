import type { Socket as BaseSocket } from 'socket.io';
import type { AlertReason } from '@/protocol/alert-kinds';
import type { WireAlert } from '@/protocol/alerts';
import type { ClientToServer, ServerToClient } from '@/protocol/events';
import type { Movement, WireLogEntry } from '@/protocol/messages';
import type { BotActor, UserActor } from '@/server/actor';
import type { SessionQueue } from '@/server/broker/broker';
import type { NodeEvent, RevocationReason } from '@/server/conversations/events';
import { bufferedBytes, engineSocketOf, MAX_BUFFERED_BYTES, onceDrained, terminate } from './backpressure';
import { createConsoleChanges } from './console-changes';
import { type EncodedEvent, encodeEvent } from './encoded-event';

/** The states of a connection, each with the data that exists only in that state. */
export type Connection =
  | { state: 'silent'; actor: UserActor | null }
  /** The connection authenticates or its session is being stored: a second attempt is refused. */
  | { state: 'beginning' }
  | { state: 'session'; session: LiveSession }
  | { state: 'bot'; actor: BotActor };

export interface SocketData {
  connection: Connection;
  /** The connection waits for its turn to begin. */
  queued?: boolean;
}

export type Socket = BaseSocket<ClientToServer, ServerToClient, Record<string, never>, SocketData>;

/** A session whose socket is on this node. */
export interface LiveSession {
  id: string;
  actor: UserActor;
  socket: Socket;
  /** The client keeps a log and cursors; a legacy client uses message/receive instead. */
  keepsLog: boolean;
  queue: SessionQueue | null;
  /**
   * The last seq of each conversation that the session was sent, as an event or with the log, unless the room has it
   * for all its sessions (see `sentSeq`).
   */
  lastSentSeq: Map<string, number>;
  /** The session has read the whole log, and was sent every event for it since. */
  caughtUp: boolean;
  /** The number of deliveries that were skipped because the session was lagging. */
  skipped: number;
  /** Too much is buffered: the session gets nothing until it drains, and then a resync. */
  lagging: boolean;
  /**
   * What to send after the snapshot; null from then on. Before, the session gets nothing, because its credential may
   * have ended, and because the snapshot may be older than an event.
   */
  held: (() => void)[] | null;
  /** The last reported state: whether the node is overloaded. */
  busyReported: boolean;
}

export type RevocationTarget = Extract<NodeEvent, { type: 'cut' }>['what'];

/** The sockets of this node: sessions of users, and bots. */
export interface LiveSessions {
  add(session: LiveSession): void;
  /** Sends what was held until the session's client had its snapshot. */
  begun(session: LiveSession): void;
  remove(session: LiveSession): void;
  addBot(actor: BotActor, socket: Socket): void;
  removeBot(botId: string, socket: Socket): void;
  of(userId: string): LiveSession[];
  /** Returns the sessions of these users. */
  ofUsers(userIds: ReadonlySet<string>): LiveSession[];
  has(userId: string): boolean;
  list(): LiveSession[];
  /** Returns this node's sessions that a revocation affects. */
  matching(target: RevocationTarget): LiveSession[];
  /** Returns the bots connected to this node. */
  bots(): BotActor[];
  /** Returns the socket of a bot that is connected to this node. */
  socketOfBot(botId: string): Socket | undefined;
  /** Disconnects this node's sockets that a revocation affects. */
  revokeLocalSockets(target: RevocationTarget, reason: RevocationReason): void;
  /**
   * Sends entries to a session's client. `done` runs with true when the client has them (at once for a legacy client),
   * and with false when the session is lagging and must read the log.
   */
  deliver(session: LiveSession, entries: WireLogEntry[], done: (received: boolean) => void): void;
  /**
   * Sends an entry of a room, encoded once, to sessions that keep a log. Clients do not acknowledge it: nothing waits
   * for them, because a room's entries are in no queue. A lagging session must read the log.
   */
  broadcast(sessions: readonly LiveSession[], entry: WireLogEntry): void;
  /**
   * Sends nearby users' changes to a session's client. A movement is encoded once for all sessions that are sent it one
   * after another. A lagging session gets a new snapshot later, and a session that
   * begins gets its first one.
   */
  sendMovement(session: LiveSession, movement: Movement): void;
  /**
   * Sends a revision of an alert, encoded once, also to lagging sessions. Returns the sessions that were sent it: not those
   * of legacy clients, which know no alerts, and not those that begin, which get the alerts afterwards.
   */
  sendAlert(sessions: readonly LiveSession[], alert: WireAlert, reason: AlertReason): LiveSession[];
  /** Tells the sessions of officers that their console has changed, at most every 500 ms. */
  refreshConsole(userIds: ReadonlySet<string>): void;
  /**
   * Sends an event. A lagging session gets only `erased`: the client learns the others in another way, or gets them
   * again.
   */
  push<
    E extends
      | 'conversation'
      | 'blocked'
      | 'notice'
      | 'notice_confirmed'
      | 'pins'
      | 'draft'
      | 'receipt'
      | 'typing'
      | 'erased'
      | 'heads'
      | 'busy'
      | 'resync',
  >(session: LiveSession, event: E, ...args: Parameters<ServerToClient[E]>): void;
  count(): { users: number; bots: number };
}

/** The maximum number of entries held for a session that begins; it is told of further ones by the heads job. */
const MAX_HELD = 100;

/** A client that does not acknowledge within this time counts as dead, and its queue is released. */
const ACK_TIMEOUT_MS = 20_000;

export function createLiveSessions(options: {
  /** Called with the number of clients that entries were sent to. */
  onDelivered: (clients: number) => void;
  /** Called when a session has drained; movements meanwhile were not sent to its user. */
  onCaughtUp: (userId: string) => void;
}): LiveSessions {
  const byUser = new Map<string, Set<LiveSession>>();
  const bySocket = new Map<string, LiveSession>();
  const bots = new Map<string, { actor: BotActor; socket: Socket }>();
  /** The last movement that was sent: the next one is usually the same, for another user. */
  let lastMovement: { movement: Movement; encoded: EncodedEvent } | undefined;

  function matching({ userId, credentialId, socketId }: RevocationTarget): LiveSession[] {
    const bySocketId = socketId === undefined ? undefined : bySocket.get(socketId);
    return [
      ...(bySocketId ? [bySocketId] : []),
      ...(userId === undefined ? [] : (byUser.get(userId) ?? [])),
      ...(credentialId === undefined
        ? []
        : Array.from(bySocket.values()).filter(({ actor }) => actor.credentialId === credentialId)),
    ];
  }

  function ofUsers(userIds: ReadonlySet<string>): LiveSession[] {
    const sessions: LiveSession[] = [];
    // A room can have many more members than the node has users, and the other way round.
    const [fewer, contains] =
      userIds.size <= byUser.size
        ? [userIds, (userId: string) => byUser.has(userId)]
        : [byUser.keys(), (userId: string) => userIds.has(userId)];
    for (const userId of fewer)
      if (contains(userId)) sessions.push(...(byUser.get(userId) as Set<LiveSession>));
    return sessions;
  }

  const end = (socket: Socket, reason: RevocationReason) => {
    socket.emit('signed_out', { reason });
    socket.disconnect(true);
    // The disconnect would otherwise wait until the client has read the buffered data.
    if (bufferedBytes(engineSocketOf(socket)) > MAX_BUFFERED_BYTES) terminate(engineSocketOf(socket));
  };

  function isLagging(session: LiveSession): boolean {
    const { socket } = session;
    if (session.lagging || bufferedBytes(engineSocketOf(socket)) <= MAX_BUFFERED_BYTES)
      return session.lagging;
    session.lagging = true;
    onceDrained(engineSocketOf(socket), () => {
      session.lagging = false;
      socket.emit('resync');
      options.onCaughtUp(session.actor.userId);
    });
    return true;
  }

  /** Returns whether a delivery to the session must be skipped, and notes it. */
  function skips(session: LiveSession): boolean {
    if (!isLagging(session) && (session.held?.length ?? 0) < MAX_HELD) return false;
    session.caughtUp = false;
    session.skipped += 1;
    return true;
  }

  const deliver: LiveSessions['deliver'] = (session, entries, done) => {
    const { socket, actor } = session;
    if (skips(session)) return done(false);
    if (session.held) return void session.held.push(() => deliver(session, entries, done));
    options.onDelivered(1);
    for (const entry of entries) recordSent(session, entry);
    if (!session.keepsLog) {
      // Not every legacy client acknowledges; the timeout frees the pending acknowledgement.
      socket.timeout(ACK_TIMEOUT_MS).emit('new_message', [actor.username], entries, () => {});
      return done(true);
    }
    socket.timeout(ACK_TIMEOUT_MS).emit('new_message', [actor.username], entries, (error) => {
      if (error) socket.disconnect(true);
      else done(true);
    });
  };

  return {
    add(session) {
      const { userId } = session.actor;
      byUser.set(userId, (byUser.get(userId) ?? new Set()).add(session));
      bySocket.set(session.socket.id, session);
    },
    begun(session) {
      const held = session.held ?? [];
      session.held = null;
      for (const send of held) send();
    },
    remove(session) {
      const sessions = byUser.get(session.actor.userId);
      sessions?.delete(session);
      if (sessions?.size === 0) byUser.delete(session.actor.userId);
      bySocket.delete(session.socket.id);
    },
    addBot: (actor, socket) => void bots.set(actor.botId, { actor, socket }),
    removeBot: (botId, socket) => {
      if (bots.get(botId)?.socket === socket) bots.delete(botId);
    },
    of: (userId) => [...(byUser.get(userId) ?? [])],
    ofUsers,
    has: (userId) => byUser.has(userId),
    list: () => Array.from(bySocket.values()),
    matching,
    bots: () => Array.from(bots.values(), ({ actor }) => actor),
    socketOfBot: (botId) => bots.get(botId)?.socket,
    revokeLocalSockets(target, reason) {
      for (const session of matching(target)) {
        // Another connection resumed the session: the client made that connection itself.
        if (target.socketId !== undefined && reason !== 'too_many') session.socket.disconnect(true);
        else end(session.socket, reason);
      }
      const bot = target.botId === undefined ? undefined : bots.get(target.botId);
      if (bot) end(bot.socket, reason);
    },
    deliver,
    broadcast(sessions, entry) {
      if (sessions.length === 0) return;
      const { data, options: frame } = encodeEvent('new_message', [], [entry]);
      const write = (session: LiveSession) => {
        if (!session.caughtUp) recordSent(session, entry);
        session.socket.conn.write(data, frame);
      };
      let sent = 0;
      for (const session of sessions) {
        if (skips(session)) continue;
        if (session.held) session.held.push(() => void (skips(session) || write(session)));
        else write(session);
        sent += 1;
      }
      options.onDelivered(sent);
    },
    sendMovement(session, movement) {
      if (session.held || isLagging(session)) return;
      if (lastMovement?.movement !== movement)
        lastMovement = { movement, encoded: encodeEvent('new_movement', movement) };
      const { data, options: frame } = lastMovement.encoded;
      session.socket.conn.write(data, frame);
    },
    sendAlert(sessions, alert, reason) {
      const ready = sessions.filter(({ keepsLog, held }) => keepsLog && !held);
      if (ready.length === 0) return [];
      const { data, options: frame } = encodeEvent('alert', alert, reason);
      for (const { socket } of ready) socket.conn.write(data, frame);
      return ready;
    },
    refreshConsole: createConsoleChanges((userIds) => {
      for (const { held, keepsLog, socket } of ofUsers(userIds))
        if (!held && keepsLog) socket.emit('alert_console');
    }),
    push(session, event, ...args) {
      const send = () => {
        if (event === 'erased' || !isLagging(session)) session.socket.emit(event, ...args);
      };
      if (session.held) session.held.push(send);
      else send();
    },
    count: () => ({
      users: bySocket.size,
      bots: bots.size,
    }),
  };
}

function recordSent({ lastSentSeq }: LiveSession, { conversation, seq }: WireLogEntry): void {
  lastSentSeq.set(conversation.id, Math.max(seq, lastSentSeq.get(conversation.id) ?? 0));
}
