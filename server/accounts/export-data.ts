import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Actor } from '@/server/actor';
import type { AccountsContext } from './context';
import { assertUser } from './policy';
import { readPersonalData } from './store/export';

/**
 * Returns everything that Quad stores about the actor, as a JSON file. The file is written to disk without a name, so
 * that a slow download holds neither memory nor a database connection. Throws `rate_limited`.
 */
export async function exportData(
  app: AccountsContext,
  { actor }: { actor: Actor },
): Promise<{ filename: string; bytes: number; file: Readable }> {
  assertUser(actor);
  app.limits.take('export', actor.userId);
  const at = new Date().toISOString();
  const file = await namelessFile();
  try {
    await file.appendFile(`{"format":"quad-export","version":1,"at":${JSON.stringify(at)}`);
    await readPersonalData(app.db, actor.userId, async (part, pages) => {
      await file.appendFile(`,\n${JSON.stringify(part)}:[`);
      let between = '';
      for await (const rows of pages) {
        if (rows.length === 0) continue;
        await file.appendFile(between + rows.map((row) => `\n${JSON.stringify(row)}`).join());
        between = ',';
      }
      await file.appendFile('\n]');
    });
    await file.appendFile('}\n');
    const { size } = await file.stat();
    return {
      filename: `quad-${actor.username}-${at.slice(0, 10)}.json`,
      bytes: size,
      file: file.createReadStream({ start: 0 }),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Opens a file that is in no folder: it disappears when its reader closes it, also when the node is killed. */
async function namelessFile(): Promise<FileHandle> {
  const folder = await mkdtemp(join(tmpdir(), 'quad-export-'));
  try {
    return await open(join(folder, 'export.json'), 'wx+', 0o600);
  } finally {
    await rm(folder, { recursive: true });
  }
}
