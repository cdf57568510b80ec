import { z } from 'zod';
import { readAtMost } from './fenix-requests';
import { OidcError, toOidcError } from './oidc-error';

const DEFAULT_TIMEOUT_MS = 10_000;
const LIMIT_BYTES = 256 * 1024;
/** Milliseconds for which the metadata is cached. A provider that moves its endpoints keeps the old ones for longer. */
const KEPT_MS = 3_600_000;
/**
 * The accepted signature algorithms of ID tokens, most common first. Symmetric ones are left out, because their key is
 * the client secret.
 */
const SIGNATURES = ['RS256', 'ES256', 'PS256', 'EdDSA', 'RS384', 'RS512', 'ES384', 'ES512', 'PS384', 'PS512'];

/** The fields of OpenID Connect Discovery 1.0, section 3, that a sign-in needs. */
const document = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url({ protocol: /^https?$/ }),
  token_endpoint: z.url({ protocol: /^https?$/ }),
  jwks_uri: z.url({ protocol: /^https?$/ }),
  userinfo_endpoint: z.url({ protocol: /^https?$/ }).optional(),
  // From RP-Initiated Logout 1.0; an invalid one does not prevent sign-ins.
  end_session_endpoint: z
    .url({ protocol: /^https?$/ })
    .optional()
    .catch(undefined),
  response_types_supported: z.array(z.string()).default(['code']),
  id_token_signing_alg_values_supported: z.array(z.string()).default(['RS256']),
  token_endpoint_auth_methods_supported: z.array(z.string()).default(['client_secret_basic']),
  code_challenge_methods_supported: z.array(z.string()).optional(),
  authorization_response_iss_parameter_supported: z.boolean().default(false),
});

/** The metadata of an OpenID provider. */
export interface OidcMetadata {
  /** The identifier of the provider, which its ID tokens repeat exactly. */
  issuer: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  jwksUri: string;
  userinfoEndpoint: string | null;
  /** The address at which a user ends the session with the provider itself; null if there is none. */
  endSessionEndpoint: string | null;
  signature: string;
  secretBy: 'client_secret_basic' | 'client_secret_post';
  /** True if the provider says that it checks PKCE. */
  pkce: boolean;
  /** True if every callback has the provider's identifier (RFC 9207), which reveals a callback of another provider. */
  namesIssuer: boolean;
}

export interface OidcDiscovery {
  /** Returns the provider's metadata, cached for an hour. Throws `OidcError`. */
  metadata(): Promise<OidcMetadata>;
}

/** Creates a reader of the metadata of `issuer`. `timeoutMs`: of one fetch; `now`: milliseconds since 1970. */
export function createOidcDiscovery(options: {
  issuer: string;
  fetch?: typeof globalThis.fetch;
  timeoutMs?: number;
  now?: () => number;
}): OidcDiscovery {
  const now = options.now ?? Date.now;
  let cached: { answer: Promise<OidcMetadata>; at: number } | null = null;
  return {
    metadata() {
      if (cached && now() - cached.at < KEPT_MS) return cached.answer;
      const mine = { answer: discover(options), at: now() };
      cached = mine;
      // A failure is not cached.
      mine.answer.catch(() => {
        if (cached === mine) cached = null;
      });
      return mine.answer;
    },
  };
}

async function discover(options: {
  issuer: string;
  fetch?: typeof globalThis.fetch;
  timeoutMs?: number;
}): Promise<OidcMetadata> {
  const { issuer, fetch = globalThis.fetch, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const signal = AbortSignal.timeout(timeoutMs);
  let status: number;
  let text: string | undefined;
  try {
    // A redirect could lead to another provider's metadata.
    const answer = await fetch(url, { signal, redirect: 'manual', cache: 'no-store' });
    status = answer.status;
    text = await readAtMost(answer, LIMIT_BYTES);
  } catch (error) {
    if (signal.aborted) throw new OidcError('oidc_timeout', `no description within ${timeoutMs} ms`);
    const failure = toOidcError(error);
    throw new OidcError('oidc_unavailable', `its description cannot be had: ${failure.message}`);
  }
  if (status >= 500 || status === 429)
    throw new OidcError('oidc_unavailable', `it answered ${status} to its description`);
  if (status !== 200 || text === undefined)
    throw new OidcError('oidc_malformed', `it answered ${status} to its description`);
  return understand(issuer, text);
}

function understand(issuer: string, text: string): OidcMetadata {
  const malformed = (why: string) => new OidcError('oidc_malformed', `its description ${why}`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw malformed('is not JSON');
  }
  const parsed = document.safeParse(json);
  if (!parsed.success) throw malformed(`has no right ${parsed.error.issues[0]?.path.join('.') || 'shape'}`);
  const d = parsed.data;
  // Otherwise its tokens would be those of another issuer (Discovery 4.3). Only a trailing slash is a harmless error in
  // the settings.
  if (d.issuer.replace(/\/$/, '') !== issuer.replace(/\/$/, '')) throw malformed('is of another issuer');
  if (!d.response_types_supported.includes('code')) throw malformed('has no authorisation code');
  const signature = SIGNATURES.find((each) => d.id_token_signing_alg_values_supported.includes(each));
  if (!signature) throw malformed('has no signature that can be checked');
  const secretBy = (['client_secret_basic', 'client_secret_post'] as const).find((each) =>
    d.token_endpoint_auth_methods_supported.includes(each),
  );
  if (!secretBy) throw malformed('takes no secret of an application');
  const endpoints = [
    d.authorization_endpoint,
    d.token_endpoint,
    d.jwks_uri,
    d.userinfo_endpoint ?? d.jwks_uri,
  ];
  if (issuer.startsWith('https:') && !endpoints.every((each) => each.startsWith('https:')))
    throw malformed('leads to endpoints without https');
  return {
    issuer: d.issuer,
    authorizationEndpoint: d.authorization_endpoint,
    tokenEndpoint: d.token_endpoint,
    jwksUri: d.jwks_uri,
    userinfoEndpoint: d.userinfo_endpoint ?? null,
    endSessionEndpoint: endSessionOf(d.end_session_endpoint, issuer),
    signature,
    secretBy,
    pkce: d.code_challenge_methods_supported?.includes('S256') ?? false,
    namesIssuer: d.authorization_response_iss_parameter_supported,
  };
}

function endSessionOf(endpoint: string | undefined, issuer: string): string | null {
  return endpoint && (endpoint.startsWith('https:') || !issuer.startsWith('https:')) ? endpoint : null;
}
