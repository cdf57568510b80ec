import { expect, it } from 'vitest';
import { findLicenceProblems } from './licences.mjs';

const REASON = 'Because.';

/** Returns the problems of one package, next to a package without problems. */
function problemsWith(fields: object, options: object = {}): string[] {
  const packages = {
    '': { name: 'quad' },
    'node_modules/a': { version: '1.0.0', license: 'MIT' },
    'node_modules/a/node_modules/@planted/b': { version: '2.0.0', ...fields },
  };
  return findLicenceProblems({ packages }, { exceptions: [], unstated: [], installed: () => {}, ...options });
}

it.each(['MIT', '(MIT OR GPL-3.0-only)', 'MIT and ISC', 'Apache-2.0 AND BSD-3-Clause'])(
  'allows %s',
  (license) => {
    expect(problemsWith({ license })).toEqual([]);
  },
);

it.each(['GPL-3.0-only', 'MIT AND AGPL-3.0-only', 'Hippocratic-2.1', 'SEE LICENSE IN LICENSE', 'UNLICENSED'])(
  'refuses %s, for development too',
  (license) => {
    const problem = `@planted/b 2.0.0 has the licence ${license}, which is not allowed`;
    expect(problemsWith({ license })).toEqual([problem]);
    expect(problemsWith({ license, dev: true, optional: true })).toEqual([problem]);
  },
);

it('reads a licence missing in the lock from the installed package, and reports one that is missing there too', () => {
  const installed = (description: object) => ({ installed: () => description });
  expect(problemsWith({}, installed({ license: 'MIT' }))).toEqual([]);
  expect(problemsWith({}, installed({ licenses: [{ type: 'MIT' }, { type: 'GPL-2.0' }] }))).toEqual([]);
  expect(problemsWith({}, installed({ license: 'GPL-2.0' }))).toHaveLength(1);
  expect(problemsWith({})).toEqual(['@planted/b 2.0.0 states no licence']);
  const unstated = [{ name: '@planted/*', licence: 'MIT', reason: REASON }];
  expect(problemsWith({}, { unstated })).toEqual([]);
});

it('allows an exception for its licence only, and for development only when it says so', () => {
  const exceptions = [{ name: '@planted/b', licence: 'EPL-2.0', reason: REASON, development: true }];
  expect(problemsWith({ license: 'EPL-2.0', dev: true }, { exceptions })).toEqual([]);
  expect(problemsWith({ license: 'GPL-3.0-only', dev: true }, { exceptions })).toHaveLength(1);
  const problem = '@planted/b 2.0.0 (EPL-2.0) is for development only, but is installed in production';
  expect(problemsWith({ license: 'EPL-2.0' }, { exceptions })).toEqual([problem]);
  // npm installs a package that production and development share as optional, also with --omit=dev.
  expect(problemsWith({ license: 'EPL-2.0', devOptional: true }, { exceptions })).toEqual([problem]);
});

it('reports an exception that no package needs any more', () => {
  const exceptions = [{ name: 'elkjs', licence: 'EPL-2.0', reason: REASON }];
  expect(problemsWith({ license: 'MIT' }, { exceptions })).toEqual([
    'no package needs the exception for elkjs (bin/licences.mjs)',
  ]);
});
