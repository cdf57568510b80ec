import { randomInt } from 'node:crypto';
import { ERASED_PREFIX } from '@/protocol/erased';
import { identifier } from '@/protocol/fields';
import { GUEST_PREFIX } from '@/protocol/sign-in';
import type { Config } from '@/server/config';

/** Who vouches for a person that we do not know by a password of ours. */
export type Provider = 'fenix' | 'oidc';

type Settings = Pick<Config, 'fenix' | 'oidc' | 'localAccounts' | 'usernames' | 'administrators'>;

/** Belongs to the ways of signing in themselves, so that a name with it can come from there only. */
const PREFIXES = { fenix: 'fenix-', oidc: 'oidc-', guest: GUEST_PREFIX, erased: ERASED_PREFIX } as const;
/** What people take for the institution or for Quad itself. */
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

/** Whose a username is, whoever has it now: one provider's, guests', that of nobody any more, or free to be chosen. */
export function ownerOf(settings: Settings, username: string): keyof typeof PREFIXES | null {
  const lower = username.toLowerCase();
  for (const [owner, prefix] of Object.entries(PREFIXES)) {
    if (lower.startsWith(prefix)) return owner as keyof typeof PREFIXES;
  }
  const { fenix, oidc } = settings.usernames;
  // Alone, FenixEdu vouches for whatever it says.
  if (settings.fenix && (fenix === null || fenix.test(username))) return 'fenix';
  if (!settings.oidc) return null;
  if (oidc) return oidc.test(username) ? 'oidc' : null;
  // Where nobody else chooses, there is nobody to be taken for. But a provider that lets people rename themselves
  // must not make administrators: that it does not, an operator says by giving the pattern.
  return settings.localAccounts || isAdministrators(settings, username) ? null : 'oidc';
}

/** Whether a name is kept for people who may come yet, so that nothing else may be called by it. */
export function isKept(settings: Pick<Config, 'usernames'>, name: string): boolean {
  const { fenix, oidc } = settings.usernames;
  const marked = Object.values(PREFIXES).some((prefix) => name.toLowerCase().startsWith(prefix));
  return marked || fenix?.test(name) === true || oidc?.test(name) === true;
}

/** Whether a local account may take the name, as far as names go: it is nobody's, official or easily taken for one. */
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
 * The usernames to try for somebody new, in order: as the provider says if that is one it vouches for, else with the
 * provider before it, so that it can be told from everybody else's.
 */
export function candidates(settings: Settings, provider: Provider, wish: string): string[] {
  const prefix = PREFIXES[provider];
  const marked = (prefix + wish).slice(0, 58);
  // One that brings the mark along would be taken for somebody who was given it.
  const asSaid = ownerOf(settings, wish) === provider && !wish.startsWith(prefix);
  return [...(asSaid ? [wish] : []), marked, `${marked}-${randomLetters(5)}`];
}

/**
 * A username out of what a provider calls a person: small letters, what stands before an `@`, and a hyphen for what a
 * username cannot have. Random when nothing is left.
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

export function newGuestUsername(): string {
  return PREFIXES.guest + randomLetters(6);
}

export function newErasedUsername(): string {
  return PREFIXES.erased + randomLetters(12);
}

function isAdministrators({ administrators }: Settings, username: string): boolean {
  return [...administrators].some((name) => name.toLowerCase() === username.toLowerCase());
}

/** No vowels, so no words; nothing that reads as something else. */
function randomLetters(count: number): string {
  const letters = 'bcdfghjkmnpqrstvwxz23456789';
  return Array.from({ length: count }, () => letters[randomInt(letters.length)]).join('');
}
