import type { Node } from '@/server/node';

/**
 * Where a person ends their session with the OpenID provider itself (RP-Initiated Logout 1.0), which then leads back to
 * our page. By the application's id: the ID token that could name the session was dropped at sign-in. Null when the
 * provider has no such address, or is not to be had now.
 */
export async function showOidcSignOut(
  node: Pick<Node, 'config' | 'oidc' | 'publicUrl'>,
): Promise<string | null> {
  const endpoint = (await node.oidc?.metadata().catch(() => null))?.endSessionEndpoint;
  if (!endpoint || !node.config.oidc) return null;
  const url = new URL(endpoint);
  url.searchParams.set('client_id', node.config.oidc.clientId);
  url.searchParams.set('post_logout_redirect_uri', `${node.publicUrl}/sign-in`);
  return url.href;
}
