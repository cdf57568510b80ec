import { setTimeout as delay } from 'node:timers/promises';
import type { RealtimeContext } from './context';

/** All are told within about a second, so that a node which is short of time is not kept busy by saying so. */
const SHARES = 10;
const PAUSE_MS = 100;

/**
 * Tells those clients that keep a log whether the node keeps up, if they were last told otherwise: a client that only
 * listens has no other way to know that its news is late [S21]. Costs one frame a session for each change.
 */
export async function notifyBusy({
  load,
  sessions,
}: Pick<RealtimeContext, 'load' | 'sessions'>): Promise<void> {
  const busy = load.isBusy();
  const untold = sessions.list().filter(({ keepsLog, busyReported }) => keepsLog && busyReported !== busy);
  const share = Math.ceil(untold.length / SHARES);
  for (let from = 0; from < untold.length; from += share) {
    if (from > 0) await delay(PAUSE_MS);
    for (const session of untold.slice(from, from + share)) {
      sessions.push(session, 'busy', busy);
      // One that fell behind is told once it has caught up.
      if (!session.lagging) session.busyReported = busy;
    }
  }
}
