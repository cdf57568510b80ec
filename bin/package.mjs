// What the npm packages of the clients have in common: bundled JavaScript without dependencies, with the licences of what
// it contains.
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from './sources.mjs';

/** Node's own `require`, for bundled packages that are not ES modules. */
export const REQUIRE = `import { createRequire as quadCreateRequire } from 'node:module';
const require = quadCreateRequire(import.meta.url);`;

/** Empties the folder of a package; begins its files with the licence and the readme. */
export function beginPackage(folder, readme) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  copyFileSync(path.join(root, 'LICENSE'), path.join(folder, 'LICENSE'));
  copyFileSync(path.join(root, readme), path.join(folder, 'README.md'));
}

/** Bundles with esbuild; returns the names of the source files. */
export function bundle(options) {
  const { buildSync } = createRequire(import.meta.url)('esbuild');
  const { metafile } = buildSync({
    absWorkingDir: root,
    bundle: true,
    minifySyntax: true,
    platform: 'node',
    target: 'node20.19',
    // Faster implementations of parts of ws, if somebody has installed them.
    external: ['bufferutil', 'utf-8-validate'],
    legalComments: 'none',
    metafile: true,
    logLevel: 'error',
    ...options,
  });
  return Object.keys(metafile.inputs);
}

/** Writes package.json, with what all packages have, and the licences of the packages that `sources` are from. */
export function endPackage(folder, manifest, sources) {
  const { version, license, engines } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  writeFileSync(path.join(folder, 'LICENCES.md'), licencesOf(sources));
  const { name, description, ...more } = manifest;
  writeFileSync(
    path.join(folder, 'package.json'),
    `${JSON.stringify({ name, version, description, license, type: 'module', engines, ...more }, null, 2)}\n`,
  );
}

/** Packs a folder into `target`. Returns the path of the package. */
export function pack(folder, target) {
  mkdirSync(target, { recursive: true });
  const packed = execFileSync('npm', ['pack', '--silent', '--pack-destination', target], {
    cwd: folder,
    encoding: 'utf8',
  });
  return path.join(target, packed.trim());
}

/** Returns the licences of the packages that the bundled files are from. */
function licencesOf(files) {
  const names = files.flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []);
  const parts = [...new Set(names)].sort().map((name) => {
    const place = path.join(root, 'node_modules', name);
    const { version, license } = JSON.parse(readFileSync(path.join(place, 'package.json'), 'utf8'));
    const file = readdirSync(place).find((each) => /^licen[cs]e/i.test(each));
    const text =
      file && existsSync(path.join(place, file)) ? readFileSync(path.join(place, file), 'utf8').trim() : '';
    return `## ${name} ${version} (${license})\n\n${text}\n`;
  });
  return `# Licences of what this package contains\n\n${parts.join('\n')}`;
}
