import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Actor } from '@/server/actor';
import type { AccountsContext } from './context';
import { assertUser } from './policy';
import { readPersonalData } from './store/export';

/**
 * Everything that Quad has of the actor, as a file of JSON. It is put together on disk, in a file without a name, so
 * that neither memory nor a connection to the database is held for as long as somebody takes to download it. Throws
 * `rate_limited`.
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

/** Open, and in no folder: it is gone with whoever reads it, also when the node is killed. */
async function namelessFile(): Promise<FileHandle> {
  const folder = await mkdtemp(join(tmpdir(), 'quad-export-'));
  try {
    return await open(join(folder, 'export.json'), 'wx+', 0o600);
  } finally {
    await rm(folder, { recursive: true });
  }
}
