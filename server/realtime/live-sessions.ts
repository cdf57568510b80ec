import type { Socket as BaseSocket } from 'socket.io';
import type { ClientToServer, ServerToClient } from '@/protocol/events';
import type { Movement, WireLogEntry } from '@/protocol/messages';
import type { Actor, UserActor } from '@/server/actor';
import type { SessionQueue } from '@/server/broker/broker';
import type { NodeAnnouncement, RevocationReason } from '@/server/conversations/events';
import { bufferedBytes, engineSocketOf, MAX_BUFFERED, onceDrained, terminate } from './backpressure';

/** A connection's states; what exists only in one of them lives only there. */
export type Connection =
  | { state: 'silent'; actor: UserActor | null }
  /** Authenticating, or being stored: a second beginning is refused meanwhile. */
  | { state: 'beginning' }
  | { state: 'session'; session: LiveSession }
  | { state: 'bot'; actor: Extract<Actor, { kind: 'bot' }> };

export interface SocketData {
  connection: Connection;
  /** Waits for its turn to begin. */
  queued?: boolean;
}

export type Socket = BaseSocket<ClientToServer, ServerToClient, Record<string, never>, SocketData>;

export interface LiveSession {
  id: string;
  actor: UserActor;
  socket: Socket;
  /** Keeps a log and cursors of its own; a client of the original asks message/receive instead. */
  keepsLog: boolean;
  queue: SessionQueue | null;
  /** The last seq of each conversation that the session was given, by itself or with the log. */
  lastSentSeq: Map<string, number>;
  /** Fell too far behind: gets nothing more but the word to sync, once it has drained. */
  lagging: boolean;
  /** What the client was told last: whether the node does not keep up. */
  busyReported: boolean;
}

export type RevocationTarget = Extract<NodeAnnouncement, { type: 'cut' }>['what'];

/** The sockets of this node: sessions of users, and bots. */
export interface LiveSessions {
  add(session: LiveSession): void;
  remove(session: LiveSession): void;
  addBot(botId: string, socket: Socket): void;
  removeBot(botId: string, socket: Socket): void;
  of(userId: string): LiveSession[];
  has(userId: string): boolean;
  list(): LiveSession[];
  /** The sessions here that a revocation concerns. */
  matching(target: RevocationTarget): LiveSession[];
  /** The bots that are connected here. */
  bots(): string[];
  /** Disconnects the sockets of this node that a revocation concerns. */
  revokeLocalSockets(target: RevocationTarget, reason: RevocationReason): void;
  /**
   * Hands entries to a session's client. `done` runs with true when the client has them (at once for one that keeps
   * no log), with false when it fell behind and must read the log instead.
   */
  deliver(session: LiveSession, entries: WireLogEntry[], done: (taken: boolean) => void): void;
  /** Tells a session's client who is near; one that fell behind is told anew later. */
  sendMovement(session: LiveSession, movement: Movement): void;
  /** Tells a session's client what it also finds out in another way, or is told again; one that fell behind is not told. */
  push<E extends 'conversation' | 'blocked' | 'heads' | 'busy' | 'resync'>(
    session: LiveSession,
    event: E,
    ...args: Parameters<ServerToClient[E]>
  ): void;
  count(): { users: number; bots: number };
}

/** A client that does not acknowledge within this is taken for dead: its queue is given back. */
const ACK_TIMEOUT_MS = 20_000;

export function createLiveSessions(options: {
  onDelivered: () => void;
  /** A session that fell behind has caught up; what its user was to be told of movements meanwhile was left out. */
  onCaughtUp: (userId: string) => void;
}): LiveSessions {
  const byUser = new Map<string, Set<LiveSession>>();
  const bySocket = new Map<string, LiveSession>();
  const bots = new Map<string, Socket>();

  function matching({ userId, credentialId, socketId }: RevocationTarget): LiveSession[] {
    const bySocketId = socketId === undefined ? undefined : bySocket.get(socketId);
    return [
      ...(bySocketId ? [bySocketId] : []),
      ...(userId === undefined ? [] : (byUser.get(userId) ?? [])),
      ...(credentialId === undefined
        ? []
        : [...all()].filter(({ actor }) => actor.credentialId === credentialId)),
    ];
  }

  const end = (socket: Socket, reason: RevocationReason) => {
    socket.emit('signed_out', { reason });
    socket.disconnect(true);
    // It would wait until the client has taken what was there before.
    if (bufferedBytes(engineSocketOf(socket)) > MAX_BUFFERED) terminate(engineSocketOf(socket));
  };

  function isLagging(session: LiveSession): boolean {
    const { socket } = session;
    if (session.lagging || bufferedBytes(engineSocketOf(socket)) <= MAX_BUFFERED) return session.lagging;
    session.lagging = true;
    onceDrained(engineSocketOf(socket), () => {
      session.lagging = false;
      socket.emit('resync');
      options.onCaughtUp(session.actor.userId);
    });
    return true;
  }

  const all = function* () {
    for (const sessions of byUser.values()) yield* sessions;
  };

  return {
    add(session) {
      const { userId } = session.actor;
      byUser.set(userId, (byUser.get(userId) ?? new Set()).add(session));
      bySocket.set(session.socket.id, session);
    },
    remove(session) {
      const sessions = byUser.get(session.actor.userId);
      sessions?.delete(session);
      if (sessions?.size === 0) byUser.delete(session.actor.userId);
      bySocket.delete(session.socket.id);
    },
    addBot: (botId, socket) => void bots.set(botId, socket),
    removeBot: (botId, socket) => {
      if (bots.get(botId) === socket) bots.delete(botId);
    },
    of: (userId) => [...(byUser.get(userId) ?? [])],
    has: (userId) => byUser.has(userId),
    list: () => [...all()],
    matching,
    bots: () => [...bots.keys()],
    revokeLocalSockets(target, reason) {
      for (const session of matching(target)) {
        // Taken up by another connection: the client knows, it made that one.
        if (target.socketId !== undefined && reason !== 'too_many') session.socket.disconnect(true);
        else end(session.socket, reason);
      }
      const bot = target.botId === undefined ? undefined : bots.get(target.botId);
      if (bot) end(bot, reason);
    },
    deliver(session, entries, done) {
      const { socket, actor } = session;
      if (isLagging(session)) return done(false);
      options.onDelivered();
      for (const { conversation, seq } of entries)
        session.lastSentSeq.set(
          conversation.id,
          Math.max(seq, session.lastSentSeq.get(conversation.id) ?? 0),
        );
      if (!session.keepsLog) {
        // Not every client of the original acknowledges: with a limit the wait is not kept for ever.
        socket.timeout(ACK_TIMEOUT_MS).emit('new_message', [actor.username], entries, () => {});
        return done(true);
      }
      socket.timeout(ACK_TIMEOUT_MS).emit('new_message', [actor.username], entries, (error) => {
        if (error) socket.disconnect(true);
        else done(true);
      });
    },
    sendMovement(session, movement) {
      if (!isLagging(session)) session.socket.emit('new_movement', movement);
    },
    push(session, event, ...args) {
      if (!isLagging(session)) session.socket.emit(event, ...args);
    },
    count: () => ({
      users: [...byUser.values()].reduce((sum, sessions) => sum + sessions.size, 0),
      bots: bots.size,
    }),
  };
}
