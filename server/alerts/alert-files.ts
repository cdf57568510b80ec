import { appendFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WireAlert } from '@/protocol/alerts';
import { canonical } from './canonical';
import type { AlertsContext } from './context';
import { readHead } from './store/ledger';

const MINUTE_MS = 60_000;

/** The parts of the application for the files; `alertsFolder` is where they are written, if anywhere. */
export interface FilesContext extends Pick<AlertsContext, 'alerts' | 'db'> {
  config: { alertsFolder: string | null };
}

/**
 * Returns the content of `active.json`: the live alerts of the last day, also ended ones, without people. Exercises and tests
 * are for their group and for officers, and everybody can read the file.
 */
function activeFile(alerts: readonly WireAlert[]): string {
  const shown = alerts.filter(({ kind }) => kind === 'live').sort((a, b) => (a.issued < b.issued ? 1 : -1));
  return `${canonical({ version: 1, alerts: shown })}\n`;
}

/**
 * Returns the function that writes `active.json`, which a web server can serve while no node runs, when it has changed, and
 * once a minute appends the head of the ledger to `heads.txt`. It does nothing without a folder.
 */
export function createAlertFiles({ config, alerts, db }: FilesContext): () => Promise<void> {
  const folder = config.alertsFolder;
  if (folder === null) return async () => {};
  let written = '';
  let headAt = 0;
  return async () => {
    const text = activeFile(alerts.known());
    if (text !== written) {
      await mkdir(folder, { recursive: true });
      // A reader never sees half a file.
      const part = join(folder, `.active.json.${process.pid}`);
      await writeFile(part, text, { mode: 0o644 });
      await rename(part, join(folder, 'active.json'));
      written = text;
    }
    const now = Date.now();
    if (now - headAt < MINUTE_MS) return;
    headAt = now;
    const head = await readHead(db);
    if (head)
      await appendFile(
        join(folder, 'heads.txt'),
        `${new Date(now).toISOString()} ${head.seq} ${head.hash.toString('hex')}\n`,
      );
  };
}
