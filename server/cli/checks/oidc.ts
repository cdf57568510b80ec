import { createOidcDiscovery, type OidcMetadata } from '@/server/accounts/oidc-discovery';
import { toOidcError } from '@/server/accounts/oidc-error';
import type { Config } from '@/server/config';
import { CHECK_TIMEOUT_MS, type Finding, reason } from './check';
import { redirectUrl } from './identity';

const name = 'OpenID provider';

/**
 * Asks the provider for its metadata, and for a token with an invalid code: the way it refuses tells whether it knows
 * our application and its secret. Returns nothing without an OIDC_ISSUER.
 */
export async function checkOidcProvider(config: Config): Promise<Finding[]> {
  const { oidc } = config;
  if (!oidc) return [];
  let metadata: OidcMetadata;
  try {
    metadata = await createOidcDiscovery({ issuer: oidc.issuer, timeoutMs: CHECK_TIMEOUT_MS }).metadata();
  } catch (error) {
    const message = `${oidc.issuer} is no OpenID provider that can be used: ${toOidcError(error).message}.`;
    const mend =
      'See that OIDC_ISSUER is exactly its issuer, that /.well-known/openid-configuration is found below it, and that this machine may reach it.';
    return [{ name, state: 'wrong', message, mend }];
  }
  const found: Finding = {
    name,
    state: 'ok',
    message: `${oidc.issuer} describes itself; ID tokens are signed with ${metadata.signature}.`,
  };
  return [found, ...checkPkce(metadata), await checkApplication(oidc, metadata, redirectUrl(config, 'oidc'))];
}

function checkPkce(metadata: OidcMetadata): Finding[] {
  if (metadata.pkce) return [];
  return [
    {
      name,
      state: 'warning',
      message: 'It does not say that it checks PKCE (S256). State and nonce protect a sign-in all the same.',
      mend: 'Turn PKCE on at the provider, if it can.',
    },
  ];
}

async function checkApplication(
  { clientId, clientSecret }: { clientId: string; clientSecret: string },
  metadata: OidcMetadata,
  redirectUri: string,
): Promise<Finding> {
  const basic = metadata.secretBy === 'client_secret_basic';
  const encoded = (text: string) => new URLSearchParams({ '': text }).toString().slice(1);
  const credentials = Buffer.from(`${encoded(clientId)}:${encoded(clientSecret)}`).toString('base64');
  try {
    const answer = await fetch(metadata.tokenEndpoint, {
      method: 'POST',
      headers: basic ? { authorization: `Basic ${credentials}` } : {},
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        redirect_uri: redirectUri,
        code: 'quad-doctor',
        code_verifier: 'quad-doctor-quad-doctor-quad-doctor-quad-doctor',
        ...(!basic && { client_id: clientId, client_secret: clientSecret }),
      }),
      redirect: 'manual',
      signal: AbortSignal.timeout(CHECK_TIMEOUT_MS),
    });
    return explainRefusal(answer.status, await answer.text(), redirectUri);
  } catch (error) {
    const cause = error instanceof TypeError && error.cause ? error.cause : error;
    const message = `Its token endpoint does not answer: ${reason(cause)}`;
    return {
      name,
      state: 'wrong',
      message,
      mend: 'Try again; if it stays so, ask those who run the provider.',
    };
  }
}

/** Returns what the refusal of an invalid code says about our settings (RFC 6749, section 5.2). */
function explainRefusal(status: number, body: string, redirectUri: string): Finding {
  if (status === 401 || /invalid_client|unauthorized_client/.test(body)) {
    return {
      name,
      state: 'wrong',
      message: 'It does not know the application, or refuses its secret.',
      mend: `Compare OIDC_CLIENT_ID and OIDC_CLIENT_SECRET, and register this redirect URL: ${redirectUri}`,
    };
  }
  if (status === 400 && /invalid_grant/.test(body)) {
    const message = `It knows the application (it refused a made-up code, as it should). Its redirect URL must be ${redirectUri}`;
    return { name, state: 'ok', message };
  }
  return {
    name,
    state: 'warning',
    message: `It answered ${status} to a made-up code, which says nothing about the application.`,
    mend: 'Sign in once to see whether it works.',
  };
}
