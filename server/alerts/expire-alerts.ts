import { hashOf } from './canonical';
import type { AlertsContext } from './context';
import { deliver, settle, storeRevision } from './issue';
import { findAlert, findExpiredAlerts } from './store/alerts';
import { EXPIRED } from './templates/built-in';
import { renderFixed } from './templates/render';

/** Ends the active alerts whose time has passed, by the database's clock, with a revision for everyone who was told. */
export async function expireAlerts(app: AlertsContext): Promise<void> {
  for (const id of await findExpiredAlerts(app.db.pool)) {
    const issued = await app.db.transaction(async (client) => {
      const before = await findAlert(client, id, { lock: 'change' });
      // Another node may have been faster, or an officer.
      if (before?.state !== 'active' || Date.parse(before.content.expires) > before.now.getTime())
        return null;
      const alert = {
        ...before.content,
        revision: before.revision + 1,
        type: 'expired' as const,
        active: false,
        texts: renderFixed(EXPIRED, before.content),
        at: before.now.toISOString(),
        nextUpdate: null,
      };
      return storeRevision(app, client, {
        alert,
        hash: hashOf(alert),
        draftedBy: null,
        approvedBy: null,
        audience: new Map(),
        entry: { type: 'expire' },
      });
    });
    if (!issued) continue;
    deliver(app, issued);
    await settle(app, issued.event.alert);
  }
}
