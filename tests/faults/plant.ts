import {
  copyFile,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A replacement of text in a source file. */
export interface Edit {
  file: string;
  from: string;
  to: string;
}

const LINKED_WHOLE = /^(node_modules|\.next.*)$/;
const LEFT_OUT = /^(\.git|\.data|build|test-results|playwright-report)$/;

/**
 * Returns a copy of the source tree with these edits, made of hard links, from which nodes and clients run. Throws
 * unless the source has the text of each edit exactly once: otherwise the bug would not be planted, and the run would
 * test nothing.
 */
export async function plantIn(
  tree: string,
  edits: readonly Edit[],
): Promise<{ tree: string; remove(): Promise<void> }> {
  const copy = await mkdtemp(path.join(tmpdir(), 'quad-planted-'));
  const remove = () => rm(copy, { recursive: true, force: true });
  try {
    await copyTree(tree, copy);
    for (const edit of edits) await apply(copy, edit);
  } catch (error) {
    await remove();
    throw error;
  }
  return { tree: copy, remove };
}

async function copyTree(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (LEFT_OUT.test(entry.name)) continue;
    if (LINKED_WHOLE.test(entry.name)) await symlink(source, target);
    else if (entry.isDirectory()) {
      await mkdir(target);
      await copyTree(source, target);
    } else if (entry.isFile()) {
      // Hard links do not work across file systems.
      await link(source, target).catch(() => copyFile(source, target));
    }
  }
}

async function apply(tree: string, { file, from, to }: Edit): Promise<void> {
  const target = path.join(tree, file);
  const parts = (await readFile(target, 'utf8')).split(from);
  if (parts.length !== 2)
    throw new Error(
      `${file} holds this ${parts.length - 1} times, and a bug is to be planted there:\n${from}`,
    );
  // Writes a new file and renames it, because the link shares its content with the original.
  await writeFile(`${target}.planted`, parts.join(to));
  await rename(`${target}.planted`, target);
}
