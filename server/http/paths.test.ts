import { describe, expect, it } from 'vitest';
import { isAuthPath, isReadable, isRestPath, segmentsOf } from './paths';

describe('segmentsOf', () => {
  it.each([
    ['/API/bot/show/buildings', ['API', 'bot', 'show', 'buildings']],
    ['/API/admin/users/show?token=x/y', ['API', 'admin', 'users', 'show']],
    ['/api/v1/me#x', ['api', 'v1', 'me']],
    ['/api/v1/users/a%2Fb%C3%A1/photo', ['api', 'v1', 'users', 'a/b\u00e1', 'photo']],
  ])('has those of %s', (url, segments) => expect(segmentsOf(url)).toEqual(segments));

  it.each([
    '/API/../api/v1/me',
    '/API/bot/show/buildings/',
    '/API//bot/show/buildings',
    '/API/',
    '/API',
    '/api',
    '/Api/bot/auth',
    '/api/x/../v1/me',
    '/api/%2E%2e/api/v1/me',
    '/api\\v1\\me',
    '/%61pi/v1/me',
    '/x/../api/v1/me',
    '/./api/v1/me',
    '/x/%2E%2E/api/v1/me',
    '/x%2f..%2fapi/v1/me',
    '//api/v1/me',
    '/\\api/v1/me',
  ])('has none of %s', (url) => expect(segmentsOf(url)).toBeNull());
});

describe('isAuthPath', () => {
  it.each(['/api/auth/session', '/api/auth/callback/fenix?x=//'])('has %s', (url) =>
    expect(isAuthPath(url)).toBe(true),
  );
  it.each([
    '/api/auth',
    '/api/auth/',
    '/api/auth//session',
    '/api/auth/../v1/me',
    '/API/auth/session',
    '/api/authors',
  ])('has not %s', (url) => expect(isAuthPath(url)).toBe(false));
});

describe('isRestPath', () => {
  it.each(['/api/v1/me', '/API/bot/auth', '/Api', '/api?x'])('has %s', (url) =>
    expect(isRestPath(url)).toBe(true),
  );
  it.each(['/', '/apix', '/admin/api'])('has not %s', (url) => expect(isRestPath(url)).toBe(false));
});

describe('isReadable', () => {
  it.each(['/%zz', '/a%00b', '/%c3', '/%', '*', '', 'http://127.0.0.1/api/v1/me'])('refuses %s', (url) =>
    expect(isReadable(url)).toBe(false),
  );
  it.each(['/', '/a?b=%zz', '/ol%C3%A1'])('takes %s', (url) => expect(isReadable(url)).toBe(true));
});
