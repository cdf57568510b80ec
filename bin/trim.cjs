// A loader of Turbopack: replaces modules of libraries that are in every page, although the pages do not use most of what
// they contain, by smaller forms. It fails the build when an upgrade has changed what such a module exports, so that
// somebody compares the small form with the new module.
const { readdirSync, readFileSync } = require('node:fs');
const path = require('node:path');

/** The small form of each module, by the end of its path, and what the module exports. `browser`: only there. */
const FORMS = {
  // Compiled for browsers older than those that Next supports; the newest of it, which some of them lack, stays.
  'next/dist/build/polyfills/polyfill-module.js': {
    browser: true,
    exports: [],
    form: () =>
      `'canParse' in URL || (URL.canParse = (url, base) => { try { return !!new URL(url, base); } catch { return false; } });`,
  },
  // Next asks it for environment variables, which the build has replaced already.
  'next/dist/build/polyfills/process.js': {
    browser: true,
    exports: [],
    form: () => `module.exports = { env: {} };`,
  },
  // The pages send no server actions.
  'next/dist/client/components/router-reducer/reducers/server-action-reducer.js': {
    browser: true,
    exports: ['serverActionReducer'],
    form: () =>
      `exports.serverActionReducer = () => { throw new Error('these pages have no server actions'); };`,
  },
  // Guesses the parts of a page from those of another before the server has named them: without it the server is asked.
  'next/dist/client/components/segment-cache/optimistic-routes.js': {
    browser: true,
    exports: ['discoverKnownRoute', 'matchKnownRoute', 'resetKnownRoutes'],
    form: () => `const cache = require('./cache');
exports.discoverKnownRoute = (now, pathname, search, nextUrl, pending, ...route) => pending === null
  ? cache.writeRouteIntoCache(now, pathname, search, nextUrl, ...route.slice(0, 5))
  : cache.fulfillRouteCacheEntry(now, pending, ...route.slice(0, 5));
exports.matchKnownRoute = () => null;
exports.resetKnownRoutes = () => {};`,
  },
  // The look of the page that app/global-error.tsx replaces.
  'next/dist/client/components/builtin/error-styles.js': {
    browser: true,
    exports: ['WarningIcon', 'errorStyles', 'errorThemeCss'],
    form: () => `exports.WarningIcon = () => null; exports.errorStyles = {}; exports.errorThemeCss = '';`,
  },
  // Some hundred constants of the server and the build, of which the router uses one.
  'next/dist/lib/constants.js': {
    browser: true,
    form: (file) => {
      const constants = require(file);
      return usedConstants(path.join(file, '../../client/components'))
        .map((name) => {
          if (constants[name] === undefined) throw new Error(`Next has no constant ${name}`);
          return `exports.${name} = ${JSON.stringify(constants[name])};`;
        })
        .join('\n');
    },
  },
  // Without the settings that icons can have in common. `Icon` (app/ui/icons.tsx) gives each what it needs.
  'lucide-react/dist/esm/createLucideIcon.mjs': {
    exports: ['default'],
    form: () => `import { createElement } from 'react';
const createLucideIcon = ({ size: box, node }) => ({ size = box, strokeWidth = 2, ...rest }) => createElement('svg', {
  width: size, height: size, viewBox: '0 0 ' + box + ' ' + box, fill: 'none', stroke: 'currentColor', strokeWidth,
  strokeLinecap: 'round', strokeLinejoin: 'round', ...rest,
}, ...node.map(([tag, attributes]) => createElement(tag, attributes)));
export { createLucideIcon as default };`,
  },
};

module.exports = function trim(source) {
  const found = Object.entries(FORMS).find(([end]) =>
    this.resourcePath.endsWith(path.join('/node_modules', end)),
  );
  if (!found) throw new Error(`bin/trim.cjs has no form of ${this.resourcePath}`);
  const [, { exports, form }] = found;
  if (exports && exportsOf(source).join() !== exports.join())
    throw new Error(`${this.resourcePath} exports ${exportsOf(source)}: compare it with bin/trim.cjs`);
  return form(this.resourcePath);
};

/** The rules for `turbopack.rules` in next.config.js. */
module.exports.rules = Object.fromEntries(
  Object.entries(FORMS).map(([end, { browser }]) => [
    `**/node_modules/${end}`,
    { ...(browser && { condition: 'browser' }), loaders: [path.join(__dirname, 'trim.cjs')] },
  ]),
);

/** Returns the names that a compiled module exports. */
function exportsOf(source) {
  const [, names = ''] = source.match(/0 && \(module\.exports = \{([^}]*)\}/) ?? [];
  const one = [...source.matchAll(/Object\.defineProperty\(exports, "(\w+)"/g)].map(([, name]) => name);
  const all = [...names.matchAll(/(\w+): null/g)].map(([, name]) => name);
  const [, own = ''] = source.match(/^export \{ (.*) \};$/m) ?? [];
  return [
    ...all,
    ...one.filter((name) => name !== '__esModule'),
    ...own.split(', ').flatMap((name) => name.split(' as ').at(-1) || []),
  ];
}

/** Returns the names of the constants of Next that its modules in a folder use. */
function usedConstants(folder) {
  const sources = readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith('.js'))
    .map((file) => readFileSync(path.join(folder, file), 'utf8'))
    .filter((source) => /require\("(\.\.\/)+lib\/constants"\)/.test(source));
  const used = sources.flatMap((source) =>
    [...source.matchAll(/\b_constants\.(\w+)/g)].map(([, name]) => name),
  );
  return [...new Set(used)].sort();
}
