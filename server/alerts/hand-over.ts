import type { Log } from '@/server/log';
import type { OutgoingChannel } from './channel';
import type { AlertsContext } from './context';
import { findAlert } from './store/alerts';
import { claimHandovers, type Handover, setHandedOver, usersWithout } from './store/handovers';
import { settleTargets } from './store/targets';

/** A node has this long to hand a revision over, in milliseconds, before another one may do it again. */
const CLAIM_MS = 30_000;
const MAX_ATTEMPTS = 5;

/** The parts of the application that hand alerts over to channels. */
export interface HandOverContext extends AlertsContext {
  log: Pick<Log, 'warn'>;
}

/**
 * Hands over what is due. The rows outlive a node that dies: what it had claimed is handed over again, and channels replace
 * an earlier copy by the same tag. A revision that is not the newest any more is not handed over.
 */
export async function handOverDue(app: HandOverContext): Promise<void> {
  if (app.alertChannels.length === 0 || app.alerts.known().length === 0) return;
  const due = await claimHandovers(app.db.pool, { forMs: CLAIM_MS, maxAttempts: MAX_ATTEMPTS });
  await Promise.all(due.map((handover) => handOver(app, handover)));
}

async function handOver(app: HandOverContext, handover: Handover): Promise<void> {
  const { alertId, revision, channel: name } = handover;
  const channel = app.alertChannels.find((each) => each.name === name);
  try {
    const alert = await findAlert(app.db.pool, alertId);
    await settleTargets(app.db.pool, [alertId]);
    if (channel && alert?.revision === revision) await use(app, channel, alert.content);
    await setHandedOver(app.db.pool, handover);
  } catch (err) {
    // It is due again when the claim ends.
    app.log.warn({ err, channel: name }, 'an alert could not be handed over to a channel');
  }
}

async function use(
  app: HandOverContext,
  channel: OutgoingChannel,
  alert: Parameters<OutgoingChannel['handOver']>[0],
): Promise<void> {
  const { id: alertId, revision } = alert;
  const handed = await channel.handOver(alert, await usersWithout(app.db.pool, { alertId, revision }));
  const at = Date.now();
  app.alerts.note(handed.map((each) => ({ ...each, alertId, revision, channel: channel.name, at })));
}
