import { createAlertFiles, type FilesContext } from './alert-files';
import { expireAlerts } from './expire-alerts';
import { type HandOverContext, handOverDue } from './hand-over';
import { storeConsoleChange } from './issue';

/** How often a node looks for what it has missed, and for alerts that have expired. */
const REFRESH_MS = 1_000;

/**
 * Returns the node's job for alerts: it hands alerts over to channels, stores receipts and who entered, ends alerts that have expired, reads what the node
 * has missed, reminds officers of an update that is due, and writes the files.
 */
export function createAlertKeeper(app: HandOverContext & FilesContext): () => Promise<void> {
  const writeFiles = createAlertFiles(app);
  let refreshedAt = 0;
  /** The revisions of whose due update officers were reminded. */
  const reminded = new Set<string>();

  async function remind(): Promise<void> {
    const due = app.alerts
      .known()
      .filter(
        ({ active, nextUpdate }) => active && nextUpdate !== null && Date.parse(nextUpdate) <= Date.now(),
      )
      .map(({ id, revision }) => `${id} ${revision}`)
      .filter((key) => !reminded.has(key));
    if (due.length === 0) return;
    for (const key of due) reminded.add(key);
    app.relay.publish(await app.db.transaction(storeConsoleChange));
  }

  return async () => {
    if (Date.now() - refreshedAt >= REFRESH_MS) {
      // The file needs no database: it says what this node knows.
      await writeFiles();
      refreshedAt = Date.now();
      await expireAlerts(app);
      await app.alerts.refresh();
      await remind();
    }
    await handOverDue(app);
    await app.alerts.flush();
  };
}
