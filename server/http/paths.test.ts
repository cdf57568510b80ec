import { describe, expect, it } from 'vitest';
import { isReadable, isRestPath, mapLegacyPath } from './paths';

describe('mapLegacyPath', () => {
  it.each([
    ['/API/bot/show/buildings', '/api/legacy/bot/show/buildings'],
    ['/API/admin/users/show?token=x/y', '/api/legacy/admin/users/show?token=x/y'],
    ['/API/nothing', '/api/legacy/nothing'],
  ])('finds the file of %s', (url, path) => expect(mapLegacyPath(url)).toBe(path));

  it.each([
    '/api/legacy/bot/show/buildings',
    '/api/legacy',
    '/API/../api/legacy/bot/auth',
    '/api/%6cegacy/bot/show/buildings',
    '/API/bot/show/buildings/',
    '/API//bot/show/buildings',
    '/API/',
    '/API',
    '/api',
    '/Api/bot/auth',
    '/api/x/../legacy/bot/auth',
    '/api/%2E%2e/api/legacy/bot/auth',
    '/api\\legacy\\bot\\auth',
    '/%61pi/legacy/bot/auth',
    '/x/../api/legacy/bot/auth',
    '/./api/v1/me',
    '/x/%2E%2e/api/v1/me',
    '/x%2f..%2fapi/v1/me',
    '//api/v1/me',
    '/\\api/v1/me',
  ])('has nothing at %s', (url) => {
    expect(mapLegacyPath(url)).toBe('/api/missing');
  });

  it.each(['/', '/api/v1/me', '/api/auth/session?x=//', '/_next/static/x.js'])('leaves %s', (url) =>
    expect(mapLegacyPath(url)).toBe(url),
  );
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
