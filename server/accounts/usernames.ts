import { randomInt } from 'node:crypto';
import { ERASED_PREFIX } from '@/protocol/erased';
import { identifier } from '@/protocol/fields';
import { GUEST_PREFIX } from '@/protocol/sign-in';
import type { Config } from '@/server/config';

/** An identity provider: authenticates people without a password of Quad. */
export type Provider = 'fenix' | 'oidc';

type Settings = Pick<Config, 'fenix' | 'oidc' | 'localAccounts' | 'usernames' | 'administrators'>;

/** Reserved prefixes, so that only their own way of signing in (or an erasure) can produce such a name. */
const PREFIXES = { fenix: 'fenix-', oidc: 'oidc-', guest: GUEST_PREFIX, erased: ERASED_PREFIX } as const;
/** Names that people take for the institution or for Quad itself. */
const OFFICIAL = new Set([
  'admin',
  'administrator',
  'administrador',
  'emergency',
  'everyone',
  'moderator',
  'quad',
  'root',
  'security',
  'seguranca',
  'staff',
  'support',
  'suporte',
  'system',
]);
const SEPARATORS = /[._-]/g;

/**
 * Returns to whom a username belongs by its pattern or prefix, whether or not a user has it: a provider, guests, or
 * erased users. Returns null if the username is free to be chosen.
 */
export function ownerOf(settings: Settings, username: string): keyof typeof PREFIXES | null {
  const lower = username.toLowerCase();
  for (const [owner, prefix] of Object.entries(PREFIXES)) {
    if (lower.startsWith(prefix)) return owner as keyof typeof PREFIXES;
  }
  const { fenix, oidc } = settings.usernames;
  // Without a pattern, every username counts as FenixEdu's.
  if (settings.fenix && (fenix === null || fenix.test(username))) return 'fenix';
  if (!settings.oidc) return null;
  if (oidc) return oidc.test(username) ? 'oidc' : null;
  // A username that nobody else can choose needs no prefix. But users of a provider without a pattern may be able to
  // rename themselves, so none of them gets the username of an administrator.
  return settings.localAccounts || isAdministrators(settings, username) ? null : 'oidc';
}

/** Returns whether a username is reserved for users who may sign in later. */
export function isKept(settings: Pick<Config, 'usernames'>, name: string): boolean {
  const { fenix, oidc } = settings.usernames;
  const marked = Object.values(PREFIXES).some((prefix) => name.toLowerCase().startsWith(prefix));
  return marked || fenix?.test(name) === true || oidc?.test(name) === true;
}

/**
 * Returns whether a local account may have this username: it belongs to no provider, is not an official name, and does
 * not look like one of these.
 */
export function mayChoose(settings: Settings, username: string): boolean {
  const bare = username.replace(SEPARATORS, '');
  return (
    !OFFICIAL.has(bare) &&
    !isAdministrators(settings, username) &&
    ownerOf(settings, username) === null &&
    // `ist-112345` reads as `ist112345`.
    ownerOf(settings, bare) === null
  );
}

/**
 * Returns the usernames to try for a new user, in order: the provider's own if its pattern matches, else with the
 * provider's prefix, so that it differs from everybody else's.
 */
export function candidates(settings: Settings, provider: Provider, wish: string): string[] {
  const prefix = PREFIXES[provider];
  const marked = (prefix + wish).slice(0, 58);
  // A name that already has the prefix would look as if it had been assigned.
  const asSaid = ownerOf(settings, wish) === provider && !wish.startsWith(prefix);
  return [...(asSaid ? [wish] : []), marked, `${marked}-${randomLetters(5)}`];
}

/**
 * Converts a provider's name for a person to a username: lower case, only the part before an `@`, and a hyphen for
 * characters that a username cannot have. Random when nothing remains.
 */
export function wishOf(name: string | undefined): string {
  const wish = (name ?? '')
    .toLowerCase()
    .replace(/@.*$/su, '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+/, '')
    .slice(0, 40)
    .replace(/[._-]+$/, '');
  return identifier.safeParse(wish).success ? wish : randomLetters(8);
}

/** Returns a random username with the prefix of guests. */
export function newGuestUsername(): string {
  return PREFIXES.guest + randomLetters(6);
}

/** Returns a random placeholder username for an erased user. */
export function newErasedUsername(): string {
  return PREFIXES.erased + randomLetters(12);
}

function isAdministrators({ administrators }: Settings, username: string): boolean {
  return [...administrators].some((name) => name.toLowerCase() === username.toLowerCase());
}

/** Returns random letters and digits without vowels (so no words) and without characters that look alike. */
function randomLetters(count: number): string {
  const letters = 'bcdfghjkmnpqrstvwxz23456789';
  return Array.from({ length: count }, () => letters[randomInt(letters.length)]).join('');
}
