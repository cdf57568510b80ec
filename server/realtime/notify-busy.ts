import { setTimeout as delay } from 'node:timers/promises';
import type { RealtimeContext } from './context';

/** The notifications are spread over about a second, so that they do not overload a busy node further. */
const SHARES = 10;
const PAUSE_MS = 100;

/**
 * Returns a job that tells clients that keep a log whether the node is overloaded, if they were last told otherwise: a client that only
 * listens cannot know otherwise that its events are late [S21]. Costs one frame per session for each change,
 * and nothing while nothing changes: a session that begins is told by its snapshot.
 */
export function createBusyNotifier({
  load,
  sessions,
}: Pick<RealtimeContext, 'load' | 'sessions'>): () => Promise<void> {
  /** What all sessions know; undefined if some do not know it. */
  let known: boolean | undefined = false;
  return async () => {
    const busy = load.isBusy();
    if (busy === known) return;
    known = undefined;
    const untold = sessions.list().filter(({ keepsLog, busyReported }) => keepsLog && busyReported !== busy);
    const share = Math.ceil(untold.length / SHARES);
    for (let from = 0; from < untold.length; from += share) {
      if (from > 0) await delay(PAUSE_MS);
      for (const session of untold.slice(from, from + share)) {
        sessions.push(session, 'busy', busy);
        // A lagging session is told after it has drained.
        if (!session.lagging) session.busyReported = busy;
      }
    }
    if (untold.every(({ busyReported }) => busyReported === busy)) known = busy;
  };
}
