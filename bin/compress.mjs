// Compresses the scripts and styles of a build of the pages, once and as far as possible, for the node to serve.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';

/** The ending of the compressed copy of a file. */
export const COMPRESSED = '.br';

/** Writes beside each script and style of the build in `folder` a copy that is compressed with Brotli. */
export function compressScripts(folder) {
  const files = path.join(folder, 'static');
  for (const name of readdirSync(files, { recursive: true }))
    if (/\.(js|css)$/.test(name)) {
      const file = path.join(files, name);
      writeFileSync(file + COMPRESSED, brotliCompressSync(readFileSync(file)));
    }
}
