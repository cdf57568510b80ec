// Packs the bot SDK and its command as the npm package `quad-bot`: JavaScript without dependencies for `import` and
// `require`, with types that use nothing else. `npm run bot:pack [-- <folder>]`; prints the path of the package.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beginPackage, bundle, endPackage, pack, REQUIRE } from './package.mjs';
import { setUp } from './setup.mjs';
import { root } from './sources.mjs';

/** The modules of the SDK with public types. They import each other only. */
const TYPES = ['index', 'errors', 'sdk', 'types'];

/** Writes the files of the package into a folder, which is emptied first. */
export function makeBotPackage(folder) {
  beginPackage(folder, 'docs/bots.md');
  const sdk = path.join(root, 'clients/bot/index.ts');
  const sources = bundle({
    entryPoints: { index: sdk, command: path.join(root, 'clients/bot/bot.ts') },
    outdir: folder,
    splitting: true,
    format: 'esm',
    banner: { js: REQUIRE },
  });
  bundle({ entryPoints: [sdk], outfile: path.join(folder, 'index.cjs'), format: 'cjs' });
  const command = path.join(folder, 'command.js');
  writeFileSync(command, `#!/usr/bin/env node\n${readFileSync(command, 'utf8')}`);
  chmodSync(command, 0o755);
  writeTypes(folder);
  const manifest = {
    name: 'quad-bot',
    description: 'Bots for Quad.',
    // For resolution as of Node 10, which does not read `exports`.
    main: './index.cjs',
    types: './index.d.ts',
    exports: {
      '.': {
        import: { types: './index.d.ts', default: './index.js' },
        require: { types: './index.d.cts', default: './index.cjs' },
      },
      './package.json': './package.json',
    },
    bin: { 'quad-bot': 'command.js' },
    files: ['*.js', '*.cjs', '*.d.ts', '*.d.cts', 'LICENCES.md'],
  };
  endPackage(folder, manifest, sources);
}

/** Writes the types twice: names of modules have the extension that ES modules, and CommonJS, need. */
function writeTypes(folder) {
  mkdirSync(path.join(root, 'build'), { recursive: true });
  // Set-ups delete folders of `build` without a dot in their names.
  const made = mkdtempSync(path.join(root, 'build', 'types.'));
  try {
    const config = {
      extends: path.join(root, 'tsconfig.json'),
      compilerOptions: {
        noEmit: false,
        incremental: false,
        declaration: true,
        emitDeclarationOnly: true,
        rootDir: root,
        outDir: made,
        types: ['node'],
        typeRoots: [path.join(root, 'node_modules/@types')],
        plugins: [],
      },
      include: [],
      files: [path.join(root, 'clients/bot/index.ts')],
    };
    const project = path.join(made, 'tsconfig.json');
    writeFileSync(project, JSON.stringify(config));
    execFileSync(path.join(root, 'node_modules/.bin/tsc'), ['--project', project], { stdio: 'inherit' });
    for (const name of TYPES) {
      const text = readFileSync(path.join(made, 'clients/bot', `${name}.d.ts`), 'utf8');
      const withExtension = (extension) => text.replace(/(from '\.\/\w+)'/g, `$1.${extension}'`);
      writeFileSync(path.join(folder, `${name}.d.ts`), withExtension('js'));
      writeFileSync(path.join(folder, `${name}.d.cts`), withExtension('cjs'));
    }
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await setUp({ development: true });
  const folder = path.join(root, 'build/quad-bot.package');
  makeBotPackage(folder);
  console.log(pack(folder, path.resolve(process.argv[2] ?? 'build')));
}
