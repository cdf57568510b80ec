import { randomUUID } from 'node:crypto';
import { fail } from '@/protocol/errors';
import { type ClientPayload, PROTOCOL_VERSION, type Snapshot, type SyncResult } from '@/protocol/events';
import type { UserActor } from '@/server/actor';
import { changePresence } from '@/server/presence/change-presence';
import { leaveRemovedBuilding } from '@/server/presence/leave-removed-building';
import type { RealtimeContext } from './context';
import type { LiveSession, Socket } from './live-sessions';
import { startSync } from './sent-seqs';

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
  const { userId, credentialId } = actor;
  const keepsLog = hello.version !== undefined;
  const id = randomUUID();
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
    held: [],
    busyReported: false,
  };
  // Added before the session is stored, where the credential is checked: a later revocation finds the session here.
  app.sessions.add(session);
  try {
    let synced = startSync(app.rooms, session);
    const started = await app.sessionWriter.start({
      id,
      resumes: hello.session ?? null,
      userId,
      credentialId,
      socketId: socket.id,
      actor,
      keepsLog,
      cursors: hello.cursors ?? {},
    });
    session.id = started.id;
    let { log } = started;
    const { buildingId, room } = started.state;
    // It may have been removed while the user was away, or while this session began.
    const left =
      buildingId !== null && !app.places.get(buildingId) && (await leaveRemovedBuilding(app, userId));
    // The user came into the building without a session, so the session brings them into its room.
    const enters = buildingId !== null && room === null && !left;
    if (enters) await changePresence(app, userId, {});
    if (left || enters) {
      synced = startSync(app.rooms, session);
      log = await app.commands.syncLog({ actor, cursors: hello.cursors ?? {} });
    }
    synced(log);
    if (started.hasUndelivered) app.sessions.deliver(session, [], () => {});
    app.sessionQueues.open(session, started.stamp);
    return { session, snapshot: await snapshotOf(app, session, log) };
  } catch (error) {
    await endSession(app, session);
    throw error;
  }
}

/**
 * Reads where the user is and who is around, and returns without delay, so that every later movement event is newer than
 * the snapshot.
 */
async function snapshotOf(app: RealtimeContext, session: LiveSession, log: SyncResult): Promise<Snapshot> {
  const { actor } = session;
  const { place, people } = await app.commands.showLocation({ actor });
  const { username: id, name, administrator, credentialId: device } = actor;
  session.busyReported = app.load.isBusy();
  return {
    ok: true,
    session: session.id,
    version: PROTOCOL_VERSION,
    now: Date.now(),
    you: { id, name, administrator, device, place },
    people,
    log,
    ...(session.busyReported && { busy: true as const }),
  };
}

/** Handles the end of a connection: the session and its queue stay for the grace time, the presence ends. */
export async function endSession(app: RealtimeContext, session: LiveSession): Promise<void> {
  app.sessions.remove(session);
  app.typing.close(session);
  app.sessionQueues.forget(session);
  // Not awaited: the presence must end even if the broker does not answer.
  void session.queue?.detach();
  const { userId } = session.actor;
  try {
    await app.sessionWriter.end({ id: session.id, socketId: session.socket.id, userId });
  } catch (error) {
    // The reconciliation ends the session later, because it is stored on this node but not live here.
    app.log.warn({ err: error, userId }, 'a session could not be ended');
  }
}
