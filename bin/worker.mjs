// Bundles the service worker of the pages into their build.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The name of the worker's script in the folder of a build. */
export const WORKER = 'worker.js';

/**
 * Writes the service worker of the build of the pages in `folder`, which names the build and the files that the browser
 * stores of it: the scripts, styles and fonts.
 */
export function makeWorker(tree, folder) {
  const { buildSync } = createRequire(import.meta.url)('esbuild');
  const built = path.join(tree, folder);
  const build = {
    id: readFileSync(path.join(built, 'BUILD_ID'), 'utf8').trim(),
    assets: readdirSync(path.join(built, 'static'), { recursive: true })
      .filter((file) => /\.(js|css|woff2)$/.test(file))
      .map((file) => `/_next/static/${file.split(path.sep).join('/')}`)
      .sort(),
  };
  const { outputFiles } = buildSync({
    entryPoints: ['clients/worker/worker.ts'],
    absWorkingDir: tree,
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    define: { QUAD_BUILD: JSON.stringify(build) },
    logLevel: 'error',
  });
  writeFileSync(path.join(built, WORKER), outputFiles[0].text);
}
