// Packs the terminal client as the npm package `quad-chat`: one file of JavaScript without dependencies, and the licences
// of what it contains. `npm run chat:pack [-- <folder>]`; prints the path of the package.
import { chmodSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beginPackage, bundle, endPackage, pack, REQUIRE } from './package.mjs';
import { setUp } from './setup.mjs';
import { root } from './sources.mjs';

/** A small heap for young objects: each message makes garbage, of which Node would keep much. */
const NODE = 'node --max-semi-space-size=1';

/** Writes the files of the package into a folder, which is emptied first. */
export function makeChatPackage(folder) {
  beginPackage(folder, 'docs/terminal.md');
  const outfile = path.join(folder, 'quad-chat.js');
  const sources = bundle({
    entryPoints: [path.join(root, 'clients/terminal/chat.ts')],
    outfile,
    format: 'esm',
    banner: { js: `#!/usr/bin/env -S ${NODE}\n${REQUIRE}` },
  });
  chmodSync(outfile, 0o755);
  const manifest = {
    name: 'quad-chat',
    description: 'Quad in a terminal.',
    bin: { 'quad-chat': 'quad-chat.js' },
    files: ['quad-chat.js', 'LICENCES.md'],
  };
  endPackage(folder, manifest, sources);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await setUp({ development: true });
  const folder = path.join(root, 'build/quad-chat.package');
  makeChatPackage(folder);
  console.log(pack(folder, path.resolve(process.argv[2] ?? 'build')));
}
