import { REASONS, type Reason } from '@/protocol/reasons';

/** The errors of an external provider; the URL has them after the provider's code, as in `fenix_timeout`. */
const OF_PROVIDER = ['timeout', 'unavailable', 'refused', 'malformed', 'stale'] as const;
/** Other errors that the page has texts for; any other is `other`. */
const PROBLEMS = [
  'AccessDenied',
  'Configuration',
  'SessionRequired',
  'signed_out',
  'revoked',
  'deleted',
  'rate_limited',
  'suspended',
] as const;

export interface Problem {
  what: (typeof OF_PROVIDER)[number] | (typeof PROBLEMS)[number] | 'other';
  /** The provider of the error, if it has one. */
  provider: 'fenix' | 'oidc' | null;
}

/** A suspension as the page shows it; null for what is not known. */
export interface ShownSuspension {
  /** ISO 8601. */
  until: string | null;
  reason: Reason | null;
}

const SAME: Record<string, Problem['what']> = {
  access_denied: 'refused',
  unauthorised: 'revoked',
};

/** Returns the problem that `?error=` means, or null without one. */
export function problemOf(code: string | string[] | undefined): Problem | null {
  if (typeof code !== 'string' || code === '') return null;
  const [, provider, failure] = /^(fenix|oidc)_([a-z]+)$/.exec(code) ?? [];
  const ofProvider = OF_PROVIDER.find((known) => known === failure);
  if (ofProvider) return { what: ofProvider, provider: provider as 'fenix' | 'oidc' };
  const known = PROBLEMS.find((each) => each === code);
  return { what: known ?? (Object.hasOwn(SAME, code) ? (SAME[code] ?? 'other') : 'other'), provider: null };
}

/** Returns the suspension that `?until=` and `?reason=` describe; anything else than a time and a reason is left out. */
export function suspensionIn({ until, reason }: Record<string, unknown>): ShownSuspension {
  const time = typeof until === 'string' && /^\d{4}-/.test(until) ? Date.parse(until) : Number.NaN;
  return {
    until: Number.isNaN(time) ? null : new Date(time).toISOString(),
    reason: REASONS.find((known) => known === reason) ?? null,
  };
}

/**
 * Returns the page to open after signing in, always a path of this site.
 * @param returnUrl a path, or a whole URL of `publicUrl`, as next-auth writes it.
 */
export function returnPath(returnUrl: string | string[] | undefined, publicUrl: string): string {
  if (typeof returnUrl !== 'string') return '/';
  const url = URL.canParse(returnUrl, publicUrl) ? new URL(returnUrl, publicUrl) : null;
  if (!url || url.origin !== new URL(publicUrl).origin || /^\/(sign-in|register)/.test(url.pathname))
    return '/';
  // Browsers read a path that begins with two slashes as a host.
  return `/${url.pathname.replace(/^[/\\]+/, '')}${url.search}`;
}
