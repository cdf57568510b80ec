// Checks the licence of every package in the lockfiles, for every platform: `node bin/licences.mjs`.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './sources.mjs';

/** SPDX identifiers of licences that a package may have without an exception. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Unlicense',
]);

/**
 * Packages with another licence. `name` may end with `*`. `development`: allowed only while `npm ci --omit=dev` does
 * not install the package.
 */
const EXCEPTIONS = [
  {
    name: '@img/sharp-libvips-*',
    licence: 'LGPL-3.0-or-later',
    reason: 'The library by which sharp reads photos, linked dynamically and unchanged.',
  },
  {
    name: '@img/sharp-*',
    licence: 'LGPL-3.0-or-later',
    reason: 'Contains libvips on platforms where it cannot be a package of its own, unchanged.',
  },
  {
    name: 'web-push',
    licence: 'MPL-2.0',
    reason: 'A peer in the benchmarks, unchanged.',
    development: true,
  },
  {
    name: 'caniuse-lite',
    licence: 'CC-BY-4.0',
    reason: 'A table of browsers that the build of the pages reads; its author is named in the package.',
  },
  {
    name: '@fontsource/*',
    licence: 'OFL-1.1',
    reason: 'Fonts, served unchanged; the licence allows that with any software.',
  },
  {
    name: 'lightningcss*',
    licence: 'MPL-2.0',
    reason: 'Compresses style sheets when the pages are built; used unchanged, and not part of its output.',
    development: true,
  },
  { name: '@axe-core/playwright', licence: 'MPL-2.0', reason: 'Used unchanged by tests.', development: true },
  { name: 'axe-core', licence: 'MPL-2.0', reason: 'Used unchanged by tests.', development: true },
  { name: 'argparse', licence: 'Python-2.0', reason: 'Used unchanged by a test.', development: true },
  {
    name: 'elkjs',
    licence: 'EPL-2.0',
    reason: 'A part of Prisma Studio, which comes with the prisma command and which Quad never starts.',
    development: true,
  },
];

const OLD_FORM = 'Stated in its package.json as a list, which lockfiles leave out.';
/** Licences of packages for which the lockfile states none, each with the reason. */
const UNSTATED = [
  { name: '@biomejs/cli-*', licence: 'MIT OR Apache-2.0', reason: 'A part of @biomejs/biome.' },
  { name: '@next/swc-*', licence: 'MIT', reason: 'A part of next.' },
  { name: '@swc/core-*', licence: 'Apache-2.0', reason: 'A part of @swc/core.' },
  { name: '@tailwindcss/oxide-*', licence: 'MIT', reason: 'A part of @tailwindcss/oxide.' },
  { name: 'compute-gcd', licence: 'MIT', reason: OLD_FORM },
  { name: 'compute-lcm', licence: 'MIT', reason: OLD_FORM },
  { name: 'humanize-number', licence: 'MIT', reason: 'Stated in its file Readme.md.' },
  { name: 'only', licence: 'MIT', reason: 'Stated in its file Readme.md.' },
  { name: 'parse-cache-control', licence: 'BSD-3-Clause', reason: OLD_FORM },
  { name: 'reserved', licence: 'MIT', reason: OLD_FORM },
  { name: 'validate.io-*', licence: 'MIT', reason: OLD_FORM },
  { name: 'xmlhttprequest-ssl', licence: 'MIT', reason: 'Stated in its file LICENSE.' },
];

/** The folders with a lockfile. */
const LOCKED = ['', 'tests/documents/', 'tests/bench/lighthouse/'];

/** The packages of a folder's lockfile, by their places in the repository. */
function packagesOf(folder) {
  const { packages } = JSON.parse(readFileSync(path.join(root, folder, 'package-lock.json'), 'utf8'));
  delete packages['']; // the folder's own package
  return Object.fromEntries(Object.entries(packages).map(([place, fields]) => [folder + place, fields]));
}

/**
 * Returns a sentence for each package whose licence is missing or not allowed, and for each exception that no package
 * needs. `lock` is the content of a lockfile; `installed(place)` returns the package.json of an installed
 * package, or undefined.
 */
export function findLicenceProblems(
  lock,
  { exceptions = EXCEPTIONS, unstated = UNSTATED, installed = readInstalled } = {},
) {
  const used = new Set();
  const find = (list, name) => {
    const entry = list.find((each) => matches(each.name, name));
    if (entry) used.add(entry);
    return entry;
  };
  const problems = [];
  for (const [place, { version, license, dev = false, link }] of Object.entries(lock.packages)) {
    if (place === '' || link) continue;
    const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const licence = stated(license) ?? find(unstated, name)?.licence ?? statedIn(installed(place));
    if (!licence) problems.push(`${name} ${version} states no licence`);
    else if (!isAllowed(licence)) {
      const exception = find(exceptions, name);
      if (!exception || !isAllowed(licence, exception.licence))
        problems.push(`${name} ${version} has the licence ${licence}, which is not allowed`);
      else if (exception.development && !dev)
        problems.push(
          `${name} ${version} (${licence}) is for development only, but is installed in production`,
        );
    }
  }
  for (const entry of [...exceptions, ...unstated])
    if (!used.has(entry))
      problems.push(`no package needs the exception for ${entry.name} (bin/licences.mjs)`);
  return problems;
}

/**
 * Returns whether the allowed licences and `also` satisfy an SPDX expression. Supports AND and OR, as packages use
 * them.
 */
function isAllowed(expression, also) {
  const allowed = (licence) => ALLOWED.has(licence) || licence === also;
  return expression
    .replaceAll(/[()]/g, '')
    .split(/ OR /i)
    .some((choice) => choice.split(/ AND /i).every((licence) => allowed(licence.trim())));
}

const statedIn = (description) => stated(description?.license ?? description?.licenses);

/**
 * Returns the licence of package.json: `license` is a string today; an object, or a list to choose from, in old
 * packages.
 */
function stated(license) {
  if (Array.isArray(license)) return license.map(stated).join(' OR ') || undefined;
  return typeof license === 'object' ? license?.type : license;
}

function matches(pattern, name) {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

function readInstalled(place) {
  try {
    return JSON.parse(readFileSync(path.join(root, place, 'package.json'), 'utf8'));
  } catch {
    return undefined; // a package for another platform
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const packages = Object.assign({}, ...LOCKED.map(packagesOf));
  const problems = findLicenceProblems({ packages });
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
