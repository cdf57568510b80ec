import { createHash } from 'node:crypto';
import { createOidcDiscovery, type OidcMetadata } from '@/server/accounts/oidc-discovery';
import { toOidcError } from '@/server/accounts/oidc-error';
import type { Config } from '@/server/config';
import { CHECK_TIMEOUT_MS, type Finding, reason } from './check';
import { redirectUrl } from './identity';

const name = 'OpenID provider';

/**
 * Requests the provider's metadata, and a token with an invalid code. The refusal of the code shows whether the
 * provider knows the application and its secret; a sign-in without a dialog shows whether it knows the redirect URL.
 * Returns an empty list without OIDC_ISSUER.
 */
export async function checkOidcProvider(config: Config): Promise<Finding[]> {
  const { oidc } = config;
  if (!oidc) return [];
  let metadata: OidcMetadata;
  try {
    metadata = await createOidcDiscovery({ issuer: oidc.issuer, timeoutMs: CHECK_TIMEOUT_MS }).metadata();
  } catch (error) {
    const message = `Quad cannot use ${oidc.issuer} as an OpenID provider: ${toOidcError(error).message}.`;
    const mend =
      'Nobody can sign in with it. Check that OIDC_ISSUER is exactly its issuer, that it serves /.well-known/openid-configuration below that URL, and that this machine can reach it.';
    return [{ name, state: 'wrong', message, mend }];
  }
  const found: Finding = {
    name,
    state: 'ok',
    message: `${oidc.issuer} has valid metadata and signs ID tokens with ${metadata.signature}.`,
  };
  const redirectUri = redirectUrl(config, 'oidc');
  const application = await checkApplication(oidc, metadata, redirectUri);
  const findings = [found, ...checkPkce(metadata), application];
  return application.state === 'ok'
    ? [...findings, await checkRedirect(oidc.clientId, metadata, redirectUri)]
    : findings;
}

/**
 * Begins a sign-in without a dialog (`prompt=none`, OpenID Connect Core 3.1.2.1). A provider that knows the redirect URL
 * sends the browser there, with the error that nobody is signed in; one that does not must not send it there.
 */
async function checkRedirect(
  clientId: string,
  metadata: OidcMetadata,
  redirectUri: string,
): Promise<Finding> {
  const url = new URL(metadata.authorizationEndpoint);
  const parameters = {
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid profile',
    prompt: 'none',
    state: 'quad-doctor',
    code_challenge: createHash('sha256').update('quad-doctor').digest('base64url'),
    code_challenge_method: 'S256',
  };
  for (const [key, value] of Object.entries(parameters)) url.searchParams.set(key, value);
  const mend = `Register exactly this redirect URL at the provider: ${redirectUri}`;
  try {
    const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(CHECK_TIMEOUT_MS) });
    const location = answer.headers.get('location') ?? '';
    if (location.startsWith(redirectUri))
      return { name, state: 'ok', message: `The provider sends people back to ${redirectUri}` };
    if (answer.status >= 400 && answer.status < 500)
      return { name, state: 'wrong', message: 'The provider does not know the redirect URL.', mend };
    const message = `The provider answered ${answer.status} to a sign-in without a dialog, which does not show whether it knows the redirect URL.`;
    return { name, state: 'warning', message, mend };
  } catch (error) {
    const cause = error instanceof TypeError && error.cause ? error.cause : error;
    const message = `The authorization endpoint of the provider does not answer: ${reason(cause)}`;
    return { name, state: 'wrong', message, mend: 'Nobody can sign in with it. Try again later.' };
  }
}

function checkPkce(metadata: OidcMetadata): Finding[] {
  if (metadata.pkce) return [];
  return [
    {
      name,
      state: 'warning',
      message:
        'The metadata of the provider do not list PKCE (S256). Sign-ins are still protected by state and nonce.',
      mend: 'Turn PKCE on at the provider, if it supports it.',
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
    const message = `The token endpoint of the provider does not answer: ${reason(cause)}`;
    return {
      name,
      state: 'wrong',
      message,
      mend: 'Nobody can sign in with it. Try again; if it still fails, ask the operators of the provider.',
    };
  }
}

/** Returns what the refusal of an invalid code shows about the settings (RFC 6749, section 5.2). */
function explainRefusal(status: number, body: string, redirectUri: string): Finding {
  if (status === 401 || /invalid_client|unauthorized_client/.test(body)) {
    return {
      name,
      state: 'wrong',
      message: 'The provider does not know the application, or refuses its secret.',
      mend: `Correct OIDC_CLIENT_ID and OIDC_CLIENT_SECRET, and register this redirect URL at the provider: ${redirectUri}`,
    };
  }
  if (status === 400 && /invalid_grant/.test(body)) {
    const message = 'The provider knows the application: it refused only the invalid code of this check.';
    return { name, state: 'ok', message };
  }
  return {
    name,
    state: 'warning',
    message: `The provider answered ${status} to an invalid code, which does not show whether it knows the application.`,
    mend: 'Sign in once to see whether it works.',
  };
}
