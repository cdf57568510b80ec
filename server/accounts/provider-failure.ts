import type { FenixFailure } from './fenix-person';
import type { OidcFailure } from './oidc-error';
import type { Provider } from './usernames';

type Failure = FenixFailure | OidcFailure;

/**
 * Returns the provider's failure behind next-auth's answer to the callback, so that a page can explain it: next-auth
 * itself passes its error page only `OAuthCallback` or `Callback`.
 * @param callbackUrl the full URL that was requested (`…/api/auth/callback/fenix?…`).
 * @param location where next-auth redirects to.
 * @param failure what `onFailure` received during this request, if anything.
 * @returns undefined when the sign-in succeeded, or failed for a reason other than the provider.
 */
export function providerFailureOf(
  provider: Provider,
  callbackUrl: string,
  location: string | null,
  failure: { code: Failure } | undefined,
): Failure | undefined {
  const asked = new URL(callbackUrl);
  if (!asked.pathname.endsWith(`/callback/${provider}`) || location === null) return undefined;
  const error = new URL(location, asked).searchParams.get('error');
  if (error !== 'OAuthCallback' && error !== 'Callback') return undefined;
  if (failure) return failure.code;
  // next-auth gives up before the provider's code runs when the callback carries an error …
  const providerError = asked.searchParams.get('error');
  if (providerError === 'server_error' || providerError === 'temporarily_unavailable')
    return `${provider}_unavailable`;
  if (providerError !== null) return `${provider}_refused`;
  // … or when the cookie with the state or the verifier is missing, expired or another's.
  return error === 'OAuthCallback' ? `${provider}_stale` : undefined;
}
