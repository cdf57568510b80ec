import type { Movement } from '@/protocol/messages';
import { finishErasures } from '@/server/accounts/finish-erasure';
import { removeGuests } from '@/server/accounts/remove-guests';
import { indexPeople } from '@/server/accounts/store/people';
import { forgetExpiredCredentials } from '@/server/accounts/store/sign-ins';
import { forgetOldActivity } from '@/server/activity/forget-old-activity';
import { recordIn } from '@/server/activity/record';
import type { UserActor } from '@/server/actor';
import { indexMessages } from '@/server/conversations/store/search';
import type { WiredNode } from '@/server/node';
import { changePresence, refreshPresence, withoutPlace } from '@/server/presence/change-presence';
import { publishHeld } from '@/server/presence/publish-held';
import { findExpired, forgetBounds } from '@/server/presence/store';
import { forgetOldReports } from '@/server/safety/forget-old-reports';
import { cutDead } from './credentials';
import { nudge } from './delivery';
import { createHeads } from './heads';
import {
  beat,
  endSessionsOfDeadNodes,
  findGone,
  forgetSessions,
  forgetUser,
  reconcileSessions,
} from './store';
import { tellBusy } from './tell-busy';

/** A dead node's sessions must be gone within 15 s: found dead after 9 s, looked for every 3 s. */
const BEAT_MS = 3_000;
const DEAD_AFTER_MS = 9_000;
/** How often what is stored of this node's sessions is held against the sockets it has. */
const RECONCILE_MS = 10_000;
/** How often sessions are told of what they were not given. */
const HEADS_MS = 2_000;
/** Users whose presence is told at once. */
const BATCH = 500;
/** Movements are gathered this long, so that a client gets at most one frame a tick. */
const TICK_MS = 250;
const TRACK_MS = 1_000;
const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** The node's clocks. Each does its work, then waits: never two at once of a kind. */
export function startUpkeep(node: WiredNode): { stop(): Promise<void> } {
  const pulse = createPulse(node);
  const untold = new Set<string>();
  const stops = [
    // By itself: a node that is busy ending others' sessions must not be taken for dead.
    every(node, 'heartbeat', BEAT_MS, pulse.beat),
    every(node, 'dead nodes', BEAT_MS, () => endDead(node, pulse, untold)),
    every(node, 'sessions', BEAT_MS, () => endWhatIsOver(node)),
    every(node, 'reconciliation', RECONCILE_MS, () => reconcile(node)),
    every(node, 'heads', HEADS_MS, createHeads(node)),
    every(node, 'credentials', RECONCILE_MS, () => holdCredentials(node)),
    every(node, 'load', SECOND_MS, async () => node.load.tick()),
    every(node, 'busy', SECOND_MS, () => tellBusy(node)),
    // They gather meanwhile, and are told in one frame.
    every(node, 'movements', TICK_MS, async () => {
      if (!node.load.leavesOut('presence')) await sendMovements(node);
    }),
    // By itself: positions are not kept longer because others are still being told of cells [P9].
    every(node, 'positions', TRACK_MS, async () => node.tracks.forget()),
    every(node, 'held cells', TRACK_MS, () => publishHeld(node)),
    every(node, 'delivery marks', TRACK_MS, () => node.marks.flush()),
    every(node, 'counts', TRACK_MS, async () => countSockets(node)),
    every(node, 'guests', MINUTE_MS, () => removeGuests(node)),
    every(node, 'erasures', TRACK_MS, () => finishErasures(node)),
    every(node, 'words', RECONCILE_MS, (isStopped) => indexWords(node, isStopped)),
    every(node, 'retention', HOUR_MS, async () => {
      await forgetOldActivity(node);
      await forgetOldReports(node);
      await forgetExpiredCredentials(node.db);
    }),
  ];
  return {
    async stop() {
      await Promise.all(stops.map((stop) => stop()));
      await node.marks.flush();
    },
  };
}

interface Pulse {
  beat(): Promise<void>;
  /**
   * Until when, by the database's clock, this node's own heartbeat is regular; null when it is not now. Without
   * that, the others' may be late for the same reason.
   */
  steadyUntil(): Date | null;
}

function createPulse(node: WiredNode): Pulse {
  let last = Date.now();
  let steadySince = 0;
  let steadyUntil: Date | null = null;
  return {
    async beat() {
      const at = await beat(node.db, node.id);
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

/** `untold`: users whose sessions were ended and whose presence is still to be told. */
async function endDead(node: WiredNode, pulse: Pulse, untold: Set<string>): Promise<void> {
  const notAfter = pulse.steadyUntil();
  if (notAfter) {
    const left = await endSessionsOfDeadNodes(node.db, { deadAfterMs: DEAD_AFTER_MS, notAfter });
    for (const userId of left) untold.add(userId);
  }
  while (untold.size > 0) {
    const some = [...untold].slice(0, BATCH);
    await refreshPresence(node, some);
    for (const userId of some) untold.delete(userId);
  }
}

async function endWhatIsOver(node: WiredNode): Promise<void> {
  // Past the grace nobody is shown where somebody was; the wish to share is kept as long as they said [P1].
  for (const userId of await findGone(node.db, node.config.sessionGraceMs)) {
    await changePresence(node, userId, async (before, client) => {
      const at = await forgetUser(client, userId, node.config.sessionGraceMs);
      if (at === null) return null;
      await recordIn(client, [{ userId, at, message: 'Logged out.' }]);
      return withoutPlace(before, 'sessions');
    });
  }
  await forgetSessions(node.db, node.config.sessionGraceMs);
  for (const { userId, gone } of await findExpired(node.db)) {
    await changePresence(node, userId, (before) => withoutPlace(before, gone ? 'sessions' : 'place'));
  }
  await forgetBounds(node.db);
}

async function reconcile(node: WiredNode): Promise<void> {
  const live = node.sessions.list();
  const known = live.map(({ id, socket }) => ({ id, socketId: socket.id }));
  const { ended, back, lost } = await reconcileSessions(node.db, node.id, known);
  const taken = new Set(lost);
  for (const { socket } of live) if (taken.has(socket.id)) socket.disconnect(true);
  if (ended.length + back.length === 0) return;
  node.log.warn({ ended: ended.length, back: back.length }, 'sessions were not as they were stored');
  await refreshPresence(node, ended);
  // One by one: they also go back into their building's room.
  for (const userId of back) {
    await changePresence(node, userId, {});
    for (const session of node.sessions.of(userId)) await nudge(node, session);
  }
}

/** A token that is over cuts nobody by itself; and those whose page only listens were last seen just now. */
/** Cuts what has expired since, or was revoked while this node could not hear of it. */
async function holdCredentials(node: WiredNode): Promise<void> {
  await cutDead(node, { sessions: node.sessions.list(), bots: node.sessions.bots() });
}

/** Makes the words by which people and messages are found, where a migration left them to be made. */
async function indexWords({ db }: WiredNode, isStopped: () => boolean): Promise<void> {
  for (const index of [indexPeople, indexMessages]) while (!isStopped() && (await index(db, BATCH)) > 0);
}

function countSockets({ metrics, sessions }: WiredNode): void {
  const { users, bots } = sessions.count();
  metrics.sockets.set({ kind: 'user' }, users);
  metrics.sockets.set({ kind: 'bot' }, bots);
}

async function sendMovements(node: WiredNode): Promise<void> {
  for (const [userId, movement] of node.registry.takeMovements()) {
    const sessions = node.sessions.of(userId);
    const first = sessions[0];
    if (!first) continue;
    try {
      const told = movement ?? (await snapshotFor(node, first.actor));
      for (const session of sessions) node.sessions.tell(session, told);
      node.metrics.movements.inc(sessions.length);
    } catch (err) {
      // The others of this tick are told all the same.
      node.log.warn({ err, userId }, 'a user could not be told of movements');
      node.registry.tellAnew(userId);
    }
  }
}

async function snapshotFor(node: WiredNode, actor: UserActor): Promise<Movement> {
  const { place, people } = await node.commands.showPlace({ actor });
  return { kind: 'snapshot', you: place, people };
}

/** Runs `work` again and again, `ms` after it ended; the answer stops it and waits for what is under way. */
function every(
  node: WiredNode,
  what: string,
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
        // As a warning once for each reason: an outage may last.
        const level = String(err) === failure ? 'debug' : 'warn';
        node.log[level]({ err, what }, 'upkeep failed; it is tried again');
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
