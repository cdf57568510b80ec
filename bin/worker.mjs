// Bundles the service worker of the pages into their build.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The name of the worker's script in the folder of a build. */
export const WORKER = 'worker.js';

/**
 * Writes the service worker of the build of the pages in `folder`, which names the build and the files that the browser
 * stores of it: the scripts, styles and fonts, without those for browsers that have no modules.
 */
export function makeWorker(tree, folder) {
  const built = path.join(tree, folder);
  const { polyfillFiles } = JSON.parse(readFileSync(path.join(built, 'build-manifest.json'), 'utf8'));
  const assets = readdirSync(path.join(built, 'static'), { recursive: true })
    .map((file) => `static/${file.split(path.sep).join('/')}`)
    .filter((file) => /\.(js|css|woff2)$/.test(file) && !polyfillFiles.includes(file))
    .map((file) => `/_next/${file}`)
    .sort();
  const id = readFileSync(path.join(built, 'BUILD_ID'), 'utf8').trim();
  writeFileSync(path.join(built, WORKER), bundleForBrowser(tree, 'clients/worker/worker.ts', { id, assets }));
}

/** Returns a file with its imports as one script; `QUAD_BUILD` in it is `build`. */
export function bundleForBrowser(tree, file, build) {
  const { buildSync } = createRequire(import.meta.url)('esbuild');
  const { outputFiles } = buildSync({
    entryPoints: [file],
    absWorkingDir: tree,
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    define: { QUAD_BUILD: JSON.stringify(build), 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
  return outputFiles[0].text;
}
