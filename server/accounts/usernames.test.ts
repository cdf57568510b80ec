import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { identifier } from '@/protocol/fields';
import { localUsername } from '@/protocol/sign-in';
import { candidates, isKept, mayChoose, newGuestUsername, ownerOf, wishOf } from './usernames';

type Settings = Parameters<typeof ownerOf>[0];
const settings = (more: Partial<Settings> = {}): Settings => ({
  fenix: { development: true, clientId: 'a', clientSecret: 'b' },
  oidc: null,
  localAccounts: true,
  usernames: { fenix: /^ist[0-9]+$/i, oidc: null },
  administrators: new Set(['rector']),
  ...more,
});
const oidc = { issuer: 'https://id.example.edu', clientId: 'a', clientSecret: 'b', name: 'Example' };
const everyWay = settings({ oidc, usernames: { fenix: /^ist[0-9]+$/i, oidc: /^up[0-9]{3}$/i } });

describe('[A27] a local account', () => {
  test.each(['maria', 'rui.costa', 'a-b_c.d', 'ist', 'ista1', 'up1', 'x2x'])('may choose %s', (username) => {
    expect(localUsername.safeParse(username).success).toBe(true);
    expect(mayChoose(everyWay, username)).toBe(true);
  });

  test.each([
    ['a username of FenixEdu', 'ist112345'],
    ['the same with separators', 'ist-11.2345'],
    ['a username of the other provider', 'up123'],
    ['the same with separators', 'up_123'],
    ['a guest’s', 'guest-abc'],
    ['FenixEdu’s prefix', 'fenix-maria'],
    ['the other provider’s prefix', 'oidc-maria'],
    ['a configured administrator', 'rector'],
    ['an official name', 'admin'],
    ['the same with separators', 'a.d.m.i.n'],
  ])('may not choose %s: %s', (_, username) => {
    expect(mayChoose(everyWay, username)).toBe(false);
  });

  test.each(['Maria', 'ma', 'x'.repeat(33), '1st', '.a.b', 'a..b', 'a-', 'joão', 'a b', '__proto__', 'ﬁona'])(
    'cannot have the invalid name %s',
    (username) => {
      expect(localUsername.safeParse(username).success).toBe(false);
    },
  );
});

describe('[A27] the username of a new user', () => {
  it('is FenixEdu’s inside its pattern, and has its prefix outside', () => {
    expect(candidates(everyWay, 'fenix', 'ist112345')[0]).toBe('ist112345');
    expect(candidates(everyWay, 'fenix', 'maria')[0]).toBe('fenix-maria');
  });

  it('is always FenixEdu’s where nobody else can choose a name', () => {
    const alone = settings({ localAccounts: false, usernames: { fenix: null, oidc: null } });
    expect(candidates(alone, 'fenix', 'maria')[0]).toBe('maria');
    expect(candidates(alone, 'fenix', 'guest-abc')[0]).toBe('fenix-guest-abc');
  });

  it('is the other provider’s only where nobody can be impersonated', () => {
    const first = (more: Partial<Settings>, wish: string) =>
      candidates(settings({ oidc, ...more }), 'oidc', wish)[0];
    expect(first({}, 'maria')).toBe('oidc-maria');
    expect(first({ localAccounts: false }, 'maria')).toBe('maria');
    expect(first({ localAccounts: false }, 'ist112345')).toBe('oidc-ist112345');
    expect(first({ localAccounts: false }, 'rector')).toBe('oidc-rector');
    expect(first({ usernames: { fenix: null, oidc: /^(maria|rector)$/ }, fenix: null }, 'rector')).toBe(
      'rector',
    );
    expect(first({ localAccounts: false }, 'oidc-maria')).toBe('oidc-oidc-maria');
    expect(first({ localAccounts: false }, 'guest-maria')).toBe('oidc-guest-maria');
  });

  it('cannot come from another way of signing in', () => {
    const name = fc.oneof(
      fc.stringMatching(/^[a-zA-Z0-9._-]{1,64}$/),
      fc.constantFrom(
        'ist112345',
        'up123',
        'maria',
        'guest-x',
        'oidc-x',
        'fenix-x',
        'rector',
        'IST1',
        'Guest-x',
      ),
    );
    fc.assert(
      fc.property(name, fc.constantFrom('fenix' as const, 'oidc' as const), (wish, provider) => {
        const all = candidates(everyWay, provider, wish);
        for (const username of all) {
          expect(identifier.safeParse(username).success).toBe(true);
          expect(ownerOf(everyWay, username)).toBe(provider);
          expect(mayChoose(everyWay, username)).toBe(false);
        }
      }),
    );
  });
});

test.each([
  ['Maria.Silva@example.edu', 'maria.silva'],
  ['João Câmara', 'joao-camara'],
  ['EXAMPLE\\rui', 'example-rui'],
  ['-_.', null],
  ['', null],
  [undefined, null],
  ['李雷', null],
  ['x'.repeat(300), 'x'.repeat(40)],
  [`${'x'.repeat(38)}._-x`, 'x'.repeat(38)],
])('a provider’s name %s becomes the username %s', (name, wish) => {
  if (wish === null) expect(wishOf(name)).toMatch(/^[a-z0-9]{8}$/);
  else expect(wishOf(name)).toBe(wish);
});

test.each([
  ['door-bot', false],
  ['ist112345', true],
  ['up123', true],
  ['Guest-bot', true],
  ['oidc-bot', true],
])('[A27] the bot id %s is reserved: %s', (name, reserved) => {
  expect(isKept(everyWay, name)).toBe(reserved);
});

test('a guest’s username has the guest prefix', () => {
  expect(newGuestUsername()).toMatch(/^guest-[a-z0-9]{6}$/);
  expect(ownerOf(settings(), newGuestUsername())).toBe('guest');
});
