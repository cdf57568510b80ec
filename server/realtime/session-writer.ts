import type { PoolClient } from 'pg';
import { commitAtOnce, lockTimeoutFor } from '@/db/client';
import { explained, isOutage, isTimeLimit } from '@/db/outage';
import { fail } from '@/protocol/errors';
import type { SyncResult } from '@/protocol/events';
import { unauthenticated } from '@/server/accounts/actors';
import { findEndedCredentials } from '@/server/accounts/check-credentials';
import { recordIn } from '@/server/activity/record';
import type { ActivityRecord } from '@/server/activity/store';
import type { UserActor } from '@/server/actor';
import { findUndelivered, initCursors } from '@/server/conversations/store/delivery-receipts';
import { readStamps } from '@/server/conversations/store/stamps';
import { readSyncs } from '@/server/conversations/sync-reader';
import { buildingNameOf } from '@/server/presence/building-name';
import type { PresenceContext } from '@/server/presence/context';
import { applyStates } from '@/server/presence/publish-states';
import { type PresenceState, readStates, touchPresences } from '@/server/presence/store';
import { createBatchedCall, createQueue, type Queue } from '@/server/queue';
import type { LiveSessions } from './live-sessions';
import type { SocketRevocations } from './revocations';
import {
  deleteExcessSessions,
  disconnectSessions,
  type SessionSocket,
  type SessionStart,
  type StartedSession,
  startSessions,
} from './store';

/** The maximum number of sessions of a user: each has a queue on the broker and receives all events. */
const MAX_SESSIONS = 30;
/** The maximum number of sessions of one transaction, and the number of concurrent transactions. */
const MAX_BATCH = 100;
const LANES = 2;

/** The start of a session by a client. */
interface Start extends SessionStart {
  actor: UserActor;
  /** The client keeps a log and cursors; a legacy client does not. */
  keepsLog: boolean;
  cursors: Record<string, number>;
}

/** A stored session, with what its client needs to begin. */
interface Started extends StartedSession {
  state: PresenceState;
  log: SyncResult;
  /** What `readStamps` returned before the log was read. */
  stamp: string;
  /** A legacy client has messages to receive. */
  hasUndelivered: boolean;
}

/**
 * Stores the starts and ends of sessions. Those of many clients at once share transactions, so the number of statements
 * does not depend on the number of sessions.
 */
export interface SessionWriter {
  /** Returns the number of starts that are not stored yet. */
  starting(): number;
  /**
   * Stores a session and its user's presence, and reads the log after the cursors, in one round trip. Publishes the
   * presence. The live session must exist before: a revocation either finds it, or is found here. Throws
   * `unauthenticated` when the credential has ended.
   */
  start(start: Start): Promise<Started>;
  /** Stores that a socket no longer has its session, and publishes the presence of its user. */
  end(session: SessionSocket & { userId: string }): Promise<void>;
  /** Returns the sessions whose end is not stored yet. */
  ending(): Iterable<SessionSocket>;
}

/** The parts of the application that the writer needs. */
interface WriterContext extends PresenceContext {
  /** The node's id. */
  id: string;
  revocations: SocketRevocations;
  sessions: Pick<LiveSessions, 'revokeLocalSockets'>;
}

type Outcome = { started: Started } | { refused: unknown };

export function createSessionWriter(app: WriterContext): SessionWriter {
  const rereads = createQueue({ width: LANES });
  const starts = createBatchedCall<Start, Outcome>({
    maxBatch: MAX_BATCH,
    width: LANES,
    run: (batch) => startTogether(app, batch, rereads),
  });
  const ends = createBatchedCall({
    maxBatch: MAX_BATCH,
    async run(batch: (SessionSocket & { userId: string })[]) {
      await endTogether(app, batch);
      return batch.map(() => undefined);
    },
  });
  let starting = 0;
  const ending = new Set<SessionSocket>();
  return {
    starting: () => starting,
    async start(start) {
      starting += 1;
      try {
        const outcome = await starts(start);
        if ('refused' in outcome) throw outcome.refused;
        return outcome.started;
      } finally {
        starting -= 1;
      }
    },
    async end(session) {
      ending.add(session);
      await ends(session).finally(() => ending.delete(session));
    },
    ending: () => ending,
  };
}

/**
 * Has no effect when it rejects; what concerns one start alone is in its outcome. After an error of the shared read,
 * each start has its outcome as soon as its own log was read.
 */
async function startTogether(
  app: WriterContext,
  asked: readonly Start[],
  rereads: Queue,
): Promise<(Outcome | Promise<Outcome>)[]> {
  // Of several sockets that resume one session, the last one gets it.
  const lastOf = new Map(asked.map((start) => [`${start.userId} ${start.resumes ?? start.id}`, start]));
  const starts = [...lastOf.values()];
  const userIds = [...new Set(starts.map(({ userId }) => userId))];
  const legacyIds = starts.filter(({ keepsLog }) => !keepsLog).map(({ id }) => id);
  const [[, rows, ended, , removed, states], read] = await app.db.pipeline((client) =>
    Promise.all([
      commitAtOnce(
        client,
        () =>
          Promise.all([
            // Locks the presences first, as every change of a presence does.
            touchPresences(client, userIds),
            startSessions(client, app.id, starts),
            findEndedCredentials(
              client,
              starts.map(({ actor }) => actor),
            ),
            initCursors(client, legacyIds),
            app.config.limits ? deleteExcessSessions(client, userIds, MAX_SESSIONS) : [],
            readStates(client, userIds),
          ]),
        lockTimeoutFor(starts.length),
      ),
      // After the COMMIT, so that whoever writes an entry that is not read here finds the sessions.
      readTogether(client, starts).catch((failure: unknown) => ({ failure })),
    ]),
  );
  void applyStates(app, states);
  disconnectReplaced(app, rows, removed);
  const stateOf = new Map(states.map((state) => [state.userId, state]));
  const arrived = new Map<string, PresenceState>();
  const outcomes = new Map<Start, Outcome | Promise<Outcome>>();
  for (const [n, start] of starts.entries()) {
    const [row, state] = [rows[n], stateOf.get(start.userId)];
    if (!row || !state || ended.has(start.credentialId)) {
      outcomes.set(start, { refused: credentialEnded() });
      continue;
    }
    if (row.isFirst) arrived.set(start.userId, state);
    const reading = 'failure' in read ? readAlone(app, start, read.failure, rereads) : read[n];
    outcomes.set(start, outcomeOf({ ...row, state }, reading as Reading | Promise<Reading>));
  }
  recordArrivals(app, [...arrived.values()]);
  return asked.map((start) => outcomes.get(start) ?? { refused: resumedElsewhere() });
}

async function outcomeOf(
  stored: Omit<Started, keyof Reading>,
  reading: Reading | Promise<Reading>,
): Promise<Outcome> {
  try {
    return { started: { ...stored, ...(await reading) } };
  } catch (refused) {
    return { refused };
  }
}

type Reading = Pick<Started, 'log' | 'stamp' | 'hasUndelivered'>;

async function readTogether(client: PoolClient, starts: readonly Start[]): Promise<Reading[]> {
  const legacyIds = starts.filter(({ keepsLog }) => !keepsLog).map(({ userId }) => userId);
  const [stamps, logs, undelivered] = await Promise.all([
    readStamps(
      client,
      starts.map(({ userId }) => userId),
    ),
    readSyncs(client, starts),
    findUndelivered(client, legacyIds),
  ]);
  return starts.map(({ userId, keepsLog }, n) => ({
    log: logs[n] as SyncResult,
    stamp: stamps.get(userId) ?? '',
    hasUndelivered: !keepsLog && undelivered.has(userId),
  }));
}

/**
 * Reads for one start by itself, after the shared read failed and this log may or may not be the cause. Throws at once
 * if the database is down.
 */
async function readAlone(
  { db }: Pick<WriterContext, 'db'>,
  start: Start,
  failure: unknown,
  rereads: Queue,
): Promise<Reading> {
  if (isOutage(failure) && !isTimeLimit(failure)) throw explained(failure);
  const [reading] = await rereads.run(() => db.pipeline((client) => readTogether(client, [start])));
  return reading as Reading;
}

/**
 * Disconnects the sockets, on any node, whose sessions were resumed by other sockets or were too many. In the
 * background: a node that does not learn of it finds such sockets when it compares its sessions with the stored ones.
 */
function disconnectReplaced(
  app: Pick<WriterContext, 'id' | 'log' | 'revocations' | 'sessions'>,
  rows: readonly (StartedSession | null)[],
  removed: readonly string[],
): void {
  const distant: Parameters<typeof app.revocations.revoke>[0] = removed.map((socketId) => ({
    what: { socketId },
    reason: 'too_many',
  }));
  for (const row of rows) {
    if (!row?.from) continue;
    const what = { socketId: row.from.socketId };
    if (row.from.nodeId === app.id) app.sessions.revokeLocalSockets(what, 'revoked');
    else distant.push({ what, reason: 'revoked' });
  }
  app.revocations
    .revoke(distant)
    .catch((err) => app.log.warn({ err }, 'sockets of replaced sessions could not be disconnected'));
}

/** Records, in the background, users who had no session before. */
function recordArrivals(
  app: Pick<WriterContext, 'config' | 'db' | 'log' | 'places'>,
  arrived: readonly PresenceState[],
): void {
  if (arrived.length === 0) return;
  recordIn(
    app.db.pool,
    arrived.map(({ userId, buildingId }) => ({ userId, ...arrival(app, buildingId) })),
  ).catch((err) => app.log.warn({ err }, 'the activity log lacks users who logged in'));
}

function arrival(
  app: Pick<WriterContext, 'config' | 'places'>,
  buildingId: string | null,
): Pick<ActivityRecord, 'code' | 'toBuilding'> {
  if (!app.config.activityMovements) return { code: 'logged_in' };
  return { code: 'logged_in_at', toBuilding: buildingNameOf(app, buildingId) };
}

async function endTogether(
  app: WriterContext,
  sessions: readonly (SessionSocket & { userId: string })[],
): Promise<void> {
  const userIds = [...new Set(sessions.map(({ userId }) => userId))];
  const [, ended, states] = await app.db.pipeline((client) =>
    commitAtOnce(
      client,
      () =>
        Promise.all([
          touchPresences(client, userIds),
          disconnectSessions(
            client,
            sessions.map(({ socketId }) => socketId),
          ),
          readStates(client, userIds),
        ]),
      lockTimeoutFor(sessions.length),
    ),
  );
  const affected = new Set(ended);
  void applyStates(
    app,
    states.filter(({ userId }) => affected.has(userId)),
  );
}

/** The same answer for a credential that has ended and for a user who was erased. */
const credentialEnded = () => unauthenticated('That sign-in or token has just ended.');
const resumedElsewhere = () =>
  fail('unavailable', 'Another connection has resumed this session.', { retryAfter: 1 });
