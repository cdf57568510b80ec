import { type Reporter, reportChanges } from './report-changes';
import type { Ask } from './request';
import type { Store } from './store';

/**
 * Tells the server which revisions of alerts this client has, and which it has shown, so that officers see whom an alert has
 * not reached. A receipt that is lost is sent again with the next change, or after the next connection. Receipts of a
 * server that knows no alerts are refused, without effect.
 */
export function reportAlerts({ store, ask }: { store: Store; ask: Ask }): Reporter {
  const reported = new Set<string>();

  function report() {
    const { link, alerts } = store.get();
    if (link.state !== 'ready' && link.state !== 'catching up') return;
    for (const { alert, reason, shown } of Object.values(alerts)) {
      // The server does not count whom it has not told.
      if (reason === null) continue;
      if (shown >= alert.revision) send(alert.id, alert.revision, 'displayed');
      else send(alert.id, alert.revision, 'received');
    }
  }

  function send(alert: string, revision: number, state: 'received' | 'displayed') {
    const key = `${alert} ${revision} ${state}`;
    if (reported.has(key)) return;
    reported.add(key);
    ask('alert_receipt', { alert, revision, state }).catch(() => reported.delete(key));
  }

  return reportChanges({ store, partOf: ({ alerts }) => alerts, report, afterMs: 0 });
}
