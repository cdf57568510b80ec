import { createAlertFiles, type FilesContext } from './alert-files';
import type { AlertsContext } from './context';
import { expireAlerts } from './expire-alerts';
import { storeConsoleChange } from './issue';

/** How often a node looks for what it has missed, and for alerts that have expired. */
const REFRESH_MS = 1_000;
/** How long after a revision officers look at who has not seen it, in milliseconds. */
const UNSEEN_MS = 120_000;

/**
 * Returns the node's job for alerts: it stores receipts and who entered, ends alerts that have expired, reads what the
 * node has missed, reminds officers of an update that is due and of people who have not seen an
 * alert after two minutes, and writes the files. Each part runs whatever happens to the
 * others.
 */
export function createAlertKeeper(app: AlertsContext & FilesContext, now = Date.now): () => Promise<void> {
  const writeFiles = createAlertFiles(app);
  let refreshedAt = 0;
  /** Whether the node has read the alerts: before, it would replace a good `active.json` by an empty one. */
  let hasRead = false;
  /** What officers were reminded of: a revision, and what is due. */
  const reminded = new Set<string>();

  async function remind(): Promise<void> {
    const due = app.alerts
      .known()
      .filter(({ active }) => active)
      .flatMap(({ id, revision, at, nextUpdate }) => [
        ...(nextUpdate !== null && Date.parse(nextUpdate) <= now() ? [`${id} ${revision} update`] : []),
        ...(Date.parse(at) + UNSEEN_MS <= now() ? [`${id} ${revision} unseen`] : []),
      ])
      .filter((key) => !reminded.has(key));
    if (due.length === 0) return;
    for (const key of due) reminded.add(key);
    app.relay.publish(await app.db.transaction(storeConsoleChange));
  }

  async function refresh(): Promise<void> {
    await app.alerts.refresh();
    hasRead = true;
  }

  return async () => {
    // The files come first, and need no database: they say what this node knows.
    const jobs = hasRead ? [writeFiles] : [];
    if (now() - refreshedAt >= REFRESH_MS) {
      refreshedAt = now();
      jobs.push(() => expireAlerts(app), refresh, remind);
    }
    jobs.push(() => app.alerts.flush());
    await runAll(jobs);
  };
}

/** Runs all jobs in order, whatever happens to one of them. Rejects with the first failure. */
async function runAll(jobs: readonly (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const job of jobs) await job().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}
