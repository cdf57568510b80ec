import { expect, test } from 'vitest';
import { problemOf, returnPath, suspensionIn } from './problem';

test.each([
  ['fenix_timeout', 'fenix timeout'],
  ['oidc_refused', 'oidc refused'],
  ['oidc_toString', 'other'],
  ['fenix_', 'other'],
  ['access_denied', 'refused'],
  ['unauthorised', 'revoked'],
  ['suspended', 'suspended'],
  ['OAuthCallback', 'other'],
  ['__proto__', 'other'],
  ['toString', 'other'],
  ['', null],
  [undefined, null],
  [['a', 'b'], null],
])('error %s is shown as %s', (code, problem) => {
  const found = problemOf(code);
  expect(found && [found.provider, found.what].filter(Boolean).join(' ')).toBe(problem);
});

test.each([
  ['/admin/users', '/admin/users'],
  ['http://quad.test/bots?x=1', '/bots?x=1'],
  ['https://evil.test/', '/'],
  ['//evil.test/', '/'],
  ['/\\evil.test', '/'],
  ['http://quad.test//evil.test', '/evil.test'],
  ['javascript:alert(1)', '/'],
  ['/sign-in?error=x', '/'],
  ['/register', '/'],
  [undefined, '/'],
])('after signing in, %s leads to %s', (address, path) => {
  expect(returnPath(address, 'http://quad.test')).toBe(path);
});

test.each([
  [{ until: '2026-12-24T10:00:00.000Z', reason: 'spam' }, '2026-12-24T10:00:00.000Z', 'spam'],
  [{ until: 'tomorrow', reason: 'because' }, null, null],
  [{ until: '2026-99-99', reason: 'toString' }, null, null],
  [{ until: ['2026-12-24T10:00:00.000Z'], reason: ['spam'] }, null, null],
  [{}, null, null],
])('[R10] the page shows of %s only a time and a reason', (parameters, until, reason) => {
  expect(suspensionIn(parameters)).toEqual({ until, reason });
});
