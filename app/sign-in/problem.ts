/** What a provider elsewhere may come back with; its code stands before it in the address, as in `fenix_timeout`. */
const OF_PROVIDER = ['timeout', 'unavailable', 'refused', 'malformed', 'stale'] as const;
/** Other reasons that the page has words for; anything else is `other`. */
const PROBLEMS = [
  'AccessDenied',
  'Configuration',
  'SessionRequired',
  'signed_out',
  'revoked',
  'deleted',
  'rate_limited',
] as const;

export interface Problem {
  what: (typeof OF_PROVIDER)[number] | (typeof PROBLEMS)[number] | 'other';
  /** The provider concerned, when it is one. */
  provider: 'fenix' | 'oidc' | null;
}

const SAME: Record<string, Problem['what']> = {
  access_denied: 'refused',
  unauthorised: 'revoked',
};

/** What `?error=` means, or null when there is none. */
export function problemOf(code: string | string[] | undefined): Problem | null {
  if (typeof code !== 'string' || code === '') return null;
  const [, provider, failure] = /^(fenix|oidc)_([a-z]+)$/.exec(code) ?? [];
  const ofProvider = OF_PROVIDER.find((known) => known === failure);
  if (ofProvider) return { what: ofProvider, provider: provider as 'fenix' | 'oidc' };
  const known = PROBLEMS.find((each) => each === code);
  return { what: known ?? (Object.hasOwn(SAME, code) ? (SAME[code] ?? 'other') : 'other'), provider: null };
}

/**
 * Where to go after signing in: only ever a path of ours.
 * @param wanted a path, or (as next-auth writes it) a whole address of `publicUrl`.
 */
export function returnPath(wanted: string | string[] | undefined, publicUrl: string): string {
  if (typeof wanted !== 'string') return '/';
  const url = URL.canParse(wanted, publicUrl) ? new URL(wanted, publicUrl) : null;
  if (!url || url.origin !== new URL(publicUrl).origin || /^\/(sign-in|register)/.test(url.pathname))
    return '/';
  // A path that begins with two slashes would be read as a host.
  return `/${url.pathname.replace(/^[/\\]+/, '')}${url.search}`;
}
