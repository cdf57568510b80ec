import { randomUUID } from 'node:crypto';
import { fail } from '@/protocol/errors';
import { type ClientPayload, PROTOCOL_VERSION, type Snapshot } from '@/protocol/events';
import { assertCredentialActive } from '@/server/accounts/check-credentials';
import { record } from '@/server/activity/record';
import type { UserActor } from '@/server/actor';
import { deliveredCursors, hasUndelivered } from '@/server/conversations/store/delivery-receipts';
import { buildingNameOf, changePresence } from '@/server/presence/change-presence';
import type { RealtimeContext } from './context';
import { receiveFromQueue } from './delivery';
import type { LiveSession, Socket } from './live-sessions';
import { startSync } from './sent-seqs';
import { disconnectSession, forgetOldest, insertSession, resumeSession } from './store';

/** The maximum number of sessions of a user: each has a queue on the broker and receives all events. */
const MAX_SESSIONS = 30;

/**
 * Starts a session on a socket, or resumes one after a reconnect. The session's queue is declared in the background;
 * the session is usable before, because it has the log. Returns the snapshot that a client needs to start. Throws
 * `conflict` for a newer protocol version, and `unauthenticated` when the credential has ended.
 */
export async function beginSession(
  app: RealtimeContext,
  socket: Socket,
  actor: UserActor,
  hello: ClientPayload<'new_client'>,
): Promise<{ session: LiveSession; snapshot: Snapshot }> {
  if ((hello.version ?? 1) > PROTOCOL_VERSION) {
    throw fail(
      'conflict',
      `This server speaks version ${PROTOCOL_VERSION}. Reload the page or take an older client.`,
    );
  }
  const keepsLog = hello.version !== undefined;
  const at = { userId: actor.userId, nodeId: app.id, socketId: socket.id, credentialId: actor.credentialId };
  const resumed =
    hello.session === undefined ? null : await resumeSession(app.db, { id: hello.session, ...at });
  const id = resumed ? (hello.session as string) : randomUUID();
  let isFirstSession = false;
  if (!resumed) {
    const cursors = keepsLog ? null : await deliveredCursors(app.db, actor.userId);
    isFirstSession = await insertSession(app.db, { id, ...at, cursors });
    await limitSessions(app, actor.userId);
  }
  const session: LiveSession = {
    id,
    actor,
    socket,
    keepsLog,
    queue: null,
    lastSentSeq: new Map(),
    caughtUp: false,
    skipped: 0,
    lagging: false,
    busyReported: false,
  };
  app.sessions.add(session);
  try {
    if (resumed?.from) await disconnectPrevious(app, resumed.from);
    // A revocation since the authentication found no session to disconnect; later ones find this session.
    await assertCredentialActive(app, actor);
    // Opens the queue before the log is read, so that every new message is in one of the two.
    const caughtUp = receiveFromQueue(app, session);
    const state = await changePresence(app, actor.userId, {});
    if (isFirstSession)
      await record(app, { userId: actor.userId, message: currently(app, state.buildingId) });
    caughtUp();
    const synced = startSync(app.rooms, session);
    const log = await app.commands.syncLog({ actor, cursors: hello.cursors ?? {} });
    synced(log);
    if (!keepsLog && (await hasUndelivered(app.db, actor.userId)))
      app.sessions.deliver(session, [], () => {});
    // Read last and returned without delay, so that every later movement event is newer than this snapshot.
    const { place, people } = await app.commands.showLocation({ actor });
    const { username: id, name, administrator, credentialId: device } = actor;
    const you = { id, name, administrator, device, place };
    session.busyReported = app.load.isBusy();
    return {
      session,
      snapshot: {
        ok: true,
        session: session.id,
        version: PROTOCOL_VERSION,
        now: Date.now(),
        you,
        people,
        log,
        ...(session.busyReported && { busy: true as const }),
      },
    };
  } catch (error) {
    await endSession(app, session);
    throw error;
  }
}

/** Deletes the oldest sessions of a user who has too many, and disconnects them with a reason. */
async function limitSessions(app: RealtimeContext, userId: string): Promise<void> {
  if (!app.config.limits) return;
  for (const socketId of await forgetOldest(app.db, userId, MAX_SESSIONS))
    await app.revocations.revoke([{ what: { socketId }, reason: 'too_many' }]);
}

/** Disconnects the socket that had the session, on whichever node it is. */
async function disconnectPrevious(
  app: RealtimeContext,
  from: { socketId: string; nodeId: string | null },
): Promise<void> {
  const what = { socketId: from.socketId };
  if (from.nodeId === app.id) app.sessions.revokeLocalSockets(what, 'revoked');
  else await app.revocations.revoke([{ what, reason: 'revoked' }]);
}

/** Handles the end of a connection: the session and its queue stay for the grace time, the presence ends. */
export async function endSession(app: RealtimeContext, session: LiveSession): Promise<void> {
  app.sessions.remove(session);
  // Not awaited: the presence must end even if the broker does not answer.
  void session.queue?.detach();
  const { userId } = session.actor;
  try {
    if (!(await disconnectSession(app.db, session.id, session.socket.id))) return;
    await changePresence(app, userId, {});
  } catch (error) {
    // The reconciliation ends the session later, because it is stored on this node but not live here.
    app.log.warn({ err: error, userId }, 'a session could not be ended');
  }
}

function currently(app: RealtimeContext, buildingId: string | null): string {
  if (!app.config.activityMovements) return 'Logged in.';
  const name = buildingNameOf(app, buildingId);
  return buildingId === null
    ? `Logged in. Currently ${name.charAt(0).toLowerCase()}${name.slice(1)}`
    : `Logged in. Currently in ${name}`;
}
