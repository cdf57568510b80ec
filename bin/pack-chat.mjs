// Packs the terminal client as the npm package `quad-chat`: one file of JavaScript without dependencies, and the licences
// of what it contains. `npm run chat:pack [-- <folder>]`; prints the path of the package.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
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
import { fileURLToPath } from 'node:url';
import { setUp } from './setup.mjs';
import { root } from './sources.mjs';

/** A small heap for young objects: each message makes garbage, of which Node would keep much. */
const NODE = 'node --max-semi-space-size=1';
/** Node's own `require`, for packages that are not ES modules. */
const BANNER = `#!/usr/bin/env -S ${NODE}
import { createRequire as quadCreateRequire } from 'node:module';
const require = quadCreateRequire(import.meta.url);`;

/** Writes the files of the package into a folder, which is emptied first. */
export function makeChatPackage(folder) {
  const { buildSync } = createRequire(import.meta.url)('esbuild');
  const { version, license, engines } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { metafile } = buildSync({
    entryPoints: [path.join(root, 'clients/terminal/chat.ts')],
    absWorkingDir: root,
    outfile: path.join(folder, 'quad-chat.js'),
    bundle: true,
    minifySyntax: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    banner: { js: BANNER },
    // Faster implementations of parts of ws, if somebody has installed them.
    external: ['bufferutil', 'utf-8-validate'],
    legalComments: 'none',
    metafile: true,
    logLevel: 'error',
  });
  chmodSync(path.join(folder, 'quad-chat.js'), 0o755);
  writeFileSync(path.join(folder, 'LICENCES.md'), licencesOf(Object.keys(metafile.inputs)));
  copyFileSync(path.join(root, 'LICENSE'), path.join(folder, 'LICENSE'));
  copyFileSync(path.join(root, 'docs/terminal.md'), path.join(folder, 'README.md'));
  const manifest = {
    name: 'quad-chat',
    version,
    description: 'Quad in a terminal.',
    license,
    type: 'module',
    engines,
    bin: { 'quad-chat': 'quad-chat.js' },
    files: ['quad-chat.js', 'LICENCES.md'],
  };
  writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
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
  return `# Licences of what quad-chat.js contains\n\n${parts.join('\n')}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const target = path.resolve(process.argv[2] ?? 'build');
  await setUp({ development: true });
  const folder = path.join(root, 'build/quad-chat.package');
  makeChatPackage(folder);
  mkdirSync(target, { recursive: true });
  const packed = execFileSync('npm', ['pack', '--silent', '--pack-destination', target], {
    cwd: folder,
    encoding: 'utf8',
  });
  console.log(path.join(target, packed.trim()));
}
