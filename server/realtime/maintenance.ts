import { isTimeLimit } from '@/db/outage';
import type { Movement } from '@/protocol/messages';
import { finishErasures } from '@/server/accounts/finish-erasure';
import { removeGuests } from '@/server/accounts/remove-guests';
import { indexPeople } from '@/server/accounts/store/people';
import { forgetExpiredCredentials } from '@/server/accounts/store/sign-ins';
import { forgetOldActivity } from '@/server/activity/forget-old-activity';
import { recordIn } from '@/server/activity/record';
import type { UserActor } from '@/server/actor';
import { pollSources } from '@/server/alerts/cap/poll-sources';
import { forgetPeople } from '@/server/alerts/forget-people';
import { handOverDue } from '@/server/alerts/hand-over';
import { createAlertKeeper } from '@/server/alerts/keep-alerts';
import { forgetAttachments } from '@/server/attachments/forget-attachments';
import { forgetOldCalls } from '@/server/bots/call-store';
import { forgetOldEvents } from '@/server/bots/outgoing/event-store';
import { runDueSchedules } from '@/server/bots/run-due-schedules';
import { forgetOldRuns } from '@/server/bots/schedule-store';
import { forgetExpiredBotTokens } from '@/server/bots/store';
import { indexMessages } from '@/server/conversations/store/search';
import { forgetOldCards } from '@/server/link-cards/store';
import { forgetOldDecisions } from '@/server/notifications/store/notifications';
import { changePresence, refreshPresence, withoutLocation } from '@/server/presence/change-presence';
import { createCountKeeper } from '@/server/presence/count-keeper';
import { forgetCounts } from '@/server/presence/count-store';
import { publishHeldChanges } from '@/server/presence/publish-held-changes';
import { findExpired, forgetBounds } from '@/server/presence/store';
import { mapConcurrently } from '@/server/queue';
import { forgetOldReports } from '@/server/safety/forget-old-reports';
import { sendWaitingCalls } from './bot-calls';
import type { RealtimeContext } from './context';
import { requestResync } from './delivery';
import { disconnectRevoked } from './disconnect-revoked';
import { createHeads } from './heads';
import { createBusyNotifier } from './notify-busy';
import {
  beat,
  endSessionsOfDeadNodes,
  findGone,
  forgetSessions,
  forgetUser,
  reconcileSessions,
} from './store';

/** Sessions of a dead node must end within 15 s: a node counts as dead after 9 s, and the check runs every 3 s. */
const BEAT_MS = 3_000;
const DEAD_AFTER_MS = 9_000;
/** The interval at which the stored sessions of this node are compared with its sockets. */
const RECONCILE_MS = 10_000;
/** The interval at which sessions are told the heads of entries that they were not sent. */
const HEADS_MS = 2_000;
/** The maximum number of users whose presence is published at once. */
const BATCH_SIZE = 500;
/** The maximum number of old decisions that one statement deletes. */
const DELETED_AT_ONCE = 10_000;
/** The number of concurrent changes of presence, which share transactions. */
const CHANGES_AT_ONCE = 100;
/** Movements are collected for this time, so that a client gets at most one frame per tick. */
const TICK_MS = 250;
const TRACK_MS = 1_000;
/** A job may wait for another host for longer; the sessions of a node that stops must end before its stop is forced. */
const STOP_WITHIN_MS = 4_000;
const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/**
 * Starts the node's periodic jobs. Each job runs, then waits: it never overlaps itself. `stop` waits at most 4 s for jobs
 * under way.
 */
export function startMaintenance(app: RealtimeContext): { stop(): Promise<void> } {
  const heartbeat = createHeartbeat(app);
  const unpublished = new Set<string>();
  const returning = new Set<string>();
  const stops = [
    // A job of its own: a node that is busy ending other nodes' sessions must not count as dead.
    every(app, 'heartbeat', BEAT_MS, heartbeat.beat),
    every(app, 'dead nodes', BEAT_MS, () => endDeadSessions(app, heartbeat, unpublished)),
    every(app, 'sessions', BEAT_MS, () => endExpired(app)),
    every(app, 'reconciliation', RECONCILE_MS, () => reconcile(app, unpublished, returning)),
    every(app, 'heads', HEADS_MS, createHeads(app)),
    every(app, 'credentials', RECONCILE_MS, () => checkCredentials(app)),
    every(app, 'load', SECOND_MS, async () => app.load.tick()),
    every(app, 'bots', SECOND_MS, () => sendWaitingCalls(app)),
    every(app, 'schedules of bots', SECOND_MS, () => runDueSchedules(app)),
    every(app, 'busy', SECOND_MS, createBusyNotifier(app)),
    // While they are shed, movements accumulate and are then sent in one frame.
    every(app, 'movements', TICK_MS, async () => {
      if (!app.load.sheds('presence')) await sendMovements(app);
    }),
    // A job of its own: positions must not be kept longer because the publishing of cells takes long [P9].
    every(app, 'positions', TRACK_MS, async () => app.positionTracker.forget()),
    every(app, 'held cells', TRACK_MS, () => publishHeldChanges(app)),
    every(app, 'building counts', TRACK_MS, createCountKeeper(app)),
    every(app, 'counts', TRACK_MS, async () => countSockets(app)),
    every(app, 'notifications', TICK_MS, () => app.notifier.tick()),
    every(app, 'webhooks', TICK_MS, () => app.outgoing.tick()),
    every(app, 'alerts', TICK_MS, createAlertKeeper(app)),
    // A job for each: a channel that is slow delays no other one, nor the receipts.
    ...app.alertChannels.map((channel) =>
      every(app, `alerts by ${channel.name}`, TICK_MS, (isStopped) => handOverDue(app, [channel], isStopped)),
    ),
    every(app, 'cap sources', RECONCILE_MS, (isStopped) => pollSources(app, isStopped)),
    every(app, 'guests', MINUTE_MS, () => removeGuests(app)),
    every(app, 'attachments', MINUTE_MS, (isStopped) => forgetAttachments(app, isStopped)),
    every(app, 'erasures', TRACK_MS, () => finishErasures(app)),
    every(app, 'words', RECONCILE_MS, (isStopped) => indexWords(app, isStopped)),
    every(app, 'old decisions', HOUR_MS, (isStopped) => forgetDecisions(app, isStopped)),
    every(app, 'retention', HOUR_MS, async () => {
      await forgetOldActivity(app);
      await forgetOldReports(app);
      await forgetCounts(app.db, app.config.activityRetentionDays);
      await forgetExpiredCredentials(app.db);
      await forgetExpiredBotTokens(app.db);
      await forgetOldCalls(app.db);
      await forgetOldRuns(app.db);
      await forgetOldCards(app.db);
      await forgetOldEvents(app.db);
      await forgetPeople(app.db);
    }),
  ];
  return {
    async stop() {
      const stopped = Promise.all(stops.map((stop) => stop()));
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(() => {
          app.log.warn({}, 'periodic jobs still run; the node stops without waiting for them');
          resolve();
        }, STOP_WITHIN_MS);
      });
      await Promise.race([stopped, late]);
      clearTimeout(timer);
    },
  };
}

interface Heartbeat {
  beat(): Promise<void>;
  /**
   * Returns the time, by the database's clock, until which this node's heartbeat counts as regular; null if it is not
   * regular now. If this node's heartbeat is late, the others' may be late for the same reason.
   */
  steadyUntil(): Date | null;
}

function createHeartbeat(app: RealtimeContext): Heartbeat {
  let last = Date.now();
  let steadySince = 0;
  let steadyUntil: Date | null = null;
  return {
    async beat() {
      const at = await beat(app.db, app.id);
      const now = Date.now();
      if (now - last > 2 * BEAT_MS) steadySince = now;
      last = now;
      steadyUntil = new Date(at.getTime() + 2 * BEAT_MS);
    },
    steadyUntil() {
      const now = Date.now();
      return now - steadySince >= DEAD_AFTER_MS && now - last <= 2 * BEAT_MS ? steadyUntil : null;
    },
  };
}

/**
 * Ends the sessions of dead nodes. `unpublished` has the users whose sessions ended and whose presence is not published
 * yet.
 */
async function endDeadSessions(
  app: RealtimeContext,
  heartbeat: Heartbeat,
  unpublished: Set<string>,
): Promise<void> {
  const notAfter = heartbeat.steadyUntil();
  if (notAfter) {
    const userIds = await endSessionsOfDeadNodes(app.db, { deadAfterMs: DEAD_AFTER_MS, notAfter });
    for (const userId of userIds) unpublished.add(userId);
  }
  await publishEnded(app, unpublished);
}

async function publishEnded(app: RealtimeContext, unpublished: Set<string>): Promise<void> {
  while (unpublished.size > 0) {
    const batch = [...unpublished].slice(0, BATCH_SIZE);
    await refreshPresence(app, batch);
    for (const userId of batch) unpublished.delete(userId);
  }
}

async function endExpired(app: RealtimeContext): Promise<void> {
  // After the grace time the user's location is no longer shown; the sharing period lasts as long as the user chose
  // [P1].
  await forEachPerson(app, await findGone(app.db, app.config.sessionGraceMs), (userId) =>
    changePresence(app, userId, async (before, client) => {
      const at = await forgetUser(client, userId, app.config.sessionGraceMs);
      if (at === null) return null;
      await recordIn(client, [{ userId, at, code: 'logged_out' }]);
      return withoutLocation(before, 'sessions');
    }),
  );
  await forgetSessions(app.db, app.config.sessionGraceMs);
  await forEachPerson(app, await findExpired(app.db), ({ userId, disconnected }) =>
    changePresence(app, userId, (before) => withoutLocation(before, disconnected ? 'sessions' : 'place')),
  );
  await forgetBounds(app.db);
}

/** Changes each person's presence. A person whose rows are locked does not stop the others: the next run finds them. */
async function forEachPerson<T>(
  app: RealtimeContext,
  people: T[],
  change: (person: T) => Promise<unknown>,
): Promise<void> {
  await mapConcurrently(people, CHANGES_AT_ONCE, async (person) => {
    try {
      await change(person);
    } catch (err) {
      if (!isTimeLimit(err)) throw err;
      app.log.warn({ err }, 'could not change a presence in time');
    }
  });
}

/**
 * Compares the stored sessions of this node with the live ones. The database reports each difference once, so users stay
 * in `unpublished` (their sessions ended) or `returning` (their sessions are back) until their presence is published.
 */
async function reconcile(
  app: RealtimeContext,
  unpublished: Set<string>,
  returning: Set<string>,
): Promise<void> {
  const live = app.sessions.list();
  const known = [
    ...live.map(({ id, socket }) => ({ id, socketId: socket.id })),
    ...app.sessionWriter.ending(),
  ];
  // A session whose start is being stored is not lost.
  const begun = live.filter(({ socket }) => socket.data.connection.state === 'session');
  const { ended, back, lost } = await reconcileSessions(app.db, app.id, known);
  const lostSocketIds = new Set(lost);
  for (const { socket } of begun) if (lostSocketIds.has(socket.id)) socket.disconnect(true);
  if (ended.length + back.length > 0)
    app.log.warn({ ended: ended.length, back: back.length }, 'stored sessions differed from live ones');
  for (const userId of ended) unpublished.add(userId);
  for (const userId of back) returning.add(userId);
  await publishEnded(app, unpublished);
  await mapConcurrently([...returning], CHANGES_AT_ONCE, async (userId) => {
    await changePresence(app, userId, {}); // these users also return to their building's room
    returning.delete(userId);
    for (const session of app.sessions.of(userId)) await requestResync(app, session);
  });
}

/**
 * Disconnects sockets whose credential expired, because an expiry sends no event, or was revoked while this node could
 * not receive the event. Also records that the credentials of connected clients are in use.
 */
async function checkCredentials(app: RealtimeContext): Promise<void> {
  await disconnectRevoked(app, { sessions: app.sessions.list(), bots: app.sessions.bots() });
}

/** Computes the search words of users and messages that a migration left without words. */
async function indexWords({ db }: RealtimeContext, isStopped: () => boolean): Promise<void> {
  for (const index of [indexPeople, indexMessages]) while (!isStopped() && (await index(db, BATCH_SIZE)) > 0);
}

/** Deletes old decisions in parts that end long before the time limit of a statement. */
async function forgetDecisions({ db }: RealtimeContext, isStopped: () => boolean): Promise<void> {
  while (!isStopped() && (await forgetOldDecisions(db, DELETED_AT_ONCE)) === DELETED_AT_ONCE);
}

function countSockets({ metrics, sessions }: RealtimeContext): void {
  const { users, bots } = sessions.count();
  metrics.sockets.set({ kind: 'user' }, users);
  metrics.sockets.set({ kind: 'bot' }, bots);
}

async function sendMovements(app: RealtimeContext): Promise<void> {
  for (const [userId, movement] of app.registry.drainMovements()) {
    const sessions = app.sessions.of(userId);
    const first = sessions[0];
    if (!first) continue;
    try {
      const update = movement ?? (await snapshotFor(app, first.actor));
      for (const session of sessions) app.sessions.sendMovement(session, update);
      app.metrics.movements.inc(sessions.length);
    } catch (err) {
      // The other users of this tick are still served.
      app.log.warn({ err, userId }, 'a user could not be sent movements');
      app.registry.requestSnapshot(userId);
    }
  }
}

async function snapshotFor(app: RealtimeContext, actor: UserActor): Promise<Movement> {
  const { place, people } = await app.commands.showLocation({ actor });
  return { kind: 'snapshot', you: place, people };
}

/** Runs `work` repeatedly, `ms` after its last end. The returned function stops it and waits for a run under way. */
function every(
  app: RealtimeContext,
  job: string,
  ms: number,
  work: (isStopped: () => boolean) => Promise<void>,
): () => Promise<void> {
  let timer: NodeJS.Timeout;
  let underway: Promise<void> = Promise.resolve();
  let stopped = false;
  let failure = '';
  const run = () => {
    underway = work(() => stopped)
      .then(() => {
        failure = '';
      })
      .catch((err) => {
        // Logs each reason as a warning once, because an outage may last.
        const level = String(err) === failure ? 'debug' : 'warn';
        app.log[level]({ err, what: job }, 'maintenance failed; it is tried again');
        failure = String(err);
      })
      .finally(() => {
        if (!stopped) timer = setTimeout(run, ms);
      });
  };
  timer = setTimeout(run, ms);
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await underway;
  };
}
