import type { WireAlert } from '@/protocol/alerts';
import type { Log } from '@/server/log';
import type { OutgoingChannel } from './channel';
import type { AlertsContext } from './context';
import { findAlert } from './store/alerts';
import {
  claimHandovers,
  devicesHanded,
  extendClaim,
  type Handover,
  setHandedOver,
  usersWithout,
} from './store/handovers';
import { settleTargets } from './store/targets';
import { unseenByWarden } from './unseen';

/** Another node may do again what a node has claimed for so long without extending the claim, in milliseconds. */
const CLAIM_MS = 30_000;
/** Thousands of devices take longer than a claim lasts. */
const EXTEND_MS = 10_000;
const MAX_ATTEMPTS = 5;

/** The parts of the application that hand alerts over to channels. */
export interface HandOverContext extends AlertsContext {
  log: Pick<Log, 'warn'>;
}

/**
 * Hands over to these channels what is due. The rows outlive a node that dies: what it had claimed is handed over again, and
 * channels replace an earlier copy by the same tag. A revision that is not the newest any more is not handed over. Once
 * `isStopped` returns true, the rest is left to another node.
 */
export async function handOverDue(
  app: HandOverContext,
  channels: readonly OutgoingChannel[] = app.alertChannels,
  isStopped = () => false,
): Promise<void> {
  if (channels.length === 0 || app.alerts.known().length === 0) return;
  const due = await claimHandovers(app.db.pool, {
    channels: channels.map(({ name }) => name),
    forMs: CLAIM_MS,
    maxAttempts: MAX_ATTEMPTS,
  });
  await Promise.all(
    due.map((handover) =>
      handOver(
        app,
        handover,
        channels.find(({ name }) => name === handover.channel),
        isStopped,
      ),
    ),
  );
}

async function handOver(
  app: HandOverContext,
  handover: Handover,
  channel: OutgoingChannel | undefined,
  isStopped: () => boolean,
): Promise<void> {
  const { alertId, revision } = handover;
  const { pool } = app.db;
  const extending = setInterval(() => void extendClaim(pool, handover, CLAIM_MS).catch(() => {}), EXTEND_MS);
  try {
    const alert = await findAlert(pool, alertId);
    await settleTargets(pool, [alertId]);
    const isWhole =
      channel && alert?.revision === revision
        ? await use(app, channel, alert.content, handover, isStopped)
        : true;
    if (isWhole) await setHandedOver(pool, handover);
    else await extendClaim(pool, handover, 0); // due at once for another node
  } catch (err) {
    // It is due again when the claim ends.
    app.log.warn({ err, channel: handover.channel }, 'an alert could not be handed over to a channel');
  } finally {
    clearInterval(extending);
  }
}

/** Uses a channel. Returns false if the node stopped before everything was handed over. */
async function use(
  app: HandOverContext,
  channel: OutgoingChannel,
  alert: WireAlert,
  { alertId, revision, step }: Handover,
  isStopped: () => boolean,
): Promise<boolean> {
  const { pool } = app.db;
  const to = channel.ladder[step]?.to;
  if (to === 'wardens') {
    await channel.tellWardens?.(alert, await unseenByWarden(app, alert));
    return true;
  }
  let isWhole = true;
  const handed = await channel.handOver(alert, {
    userIds: await usersWithout(pool, { alertId, revision }),
    handed:
      to === 'unseen' ? new Set() : await devicesHanded(pool, { alertId, revision, channel: channel.name }),
    isNewest() {
      if (isStopped()) isWhole = false;
      return isWhole && app.alerts.isNewest(alertId, revision);
    },
  });
  const at = Date.now();
  app.alerts.note(handed.map((each) => ({ ...each, alertId, revision, channel: channel.name, at })));
  // The next step of the ladder leaves out whoever took it; what cannot be stored now is stored later.
  await app.alerts.flush().catch(() => {});
  return isWhole;
}
