import type { AccountsContext } from './context';

/**
 * Returns where a user ends their session with the OpenID provider itself (RP-Initiated Logout 1.0), which then
 * redirects to our page. Identifies the application only: the ID token that could name the session was dropped at
 * sign-in. Returns null when the provider has no such endpoint or is unavailable.
 */
export async function findOidcSignOutUrl(
  app: Pick<AccountsContext, 'config' | 'oidc' | 'publicUrl'>,
): Promise<string | null> {
  const endpoint = (await app.oidc?.metadata().catch(() => null))?.endSessionEndpoint;
  if (!endpoint || !app.config.oidc) return null;
  const url = new URL(endpoint);
  url.searchParams.set('client_id', app.config.oidc.clientId);
  url.searchParams.set('post_logout_redirect_uri', `${app.publicUrl}/sign-in`);
  return url.href;
}
