import type { User } from 'next-auth';
import type { OAuthConfig } from 'next-auth/providers/oauth';
import { z } from 'zod';
import { cleanName } from './fenix-person';
import type { OidcMetadata } from './oidc-discovery';
import { OidcError, toOidcError } from './oidc-error';
import { wishOf } from './usernames';

/** Milliseconds for each of the library's requests until its answer begins, and for all of them together. */
const REQUEST_MS = 10_000;
const SIGN_IN_MS = 25_000;

export interface OidcProviderOptions {
  clientId: string;
  clientSecret: string;
  name: string;
  metadata: OidcMetadata;
  /** Called with the failure before next-auth turns it into `error=OAuthCallback`. */
  onFailure?: (error: OidcError) => void;
}

/** All that Quad keeps of a person. */
export interface OidcPerson {
  /** `<issuer> <sub>`: unique and never reassigned (OpenID Connect Core 1.0, 5.7). */
  subject: string;
  username: string;
  /** Null when the provider gives no name. */
  name: string | null;
}

const claims = z.object({
  sub: z.string().min(1).max(255),
  // The person can sign in even if any of the other fields is invalid.
  name: z.string().optional().catch(undefined),
  given_name: z.string().optional().catch(undefined),
  family_name: z.string().optional().catch(undefined),
  preferred_username: z.string().optional().catch(undefined),
});

/**
 * Creates a next-auth 4 provider for any OpenID Connect provider: authorisation code with state, PKCE and nonce. The
 * library checks the ID token's signature, issuer, audience, times and nonce. E-mail is not requested; all tokens are
 * dropped before next-auth's callbacks run.
 */
export function oidcProvider(options: OidcProviderOptions): OAuthConfig<OidcPerson> {
  const { metadata } = options;

  async function reported<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await within(SIGN_IN_MS, work());
    } catch (error) {
      const failure = toOidcError(error);
      options.onFailure?.(failure);
      throw failure;
    }
  }

  return {
    id: 'oidc',
    name: options.name,
    type: 'oauth',
    clientId: options.clientId,
    clientSecret: options.clientSecret,
    checks: ['pkce', 'state', 'nonce'],
    idToken: true,
    issuer: metadata.issuer,
    jwks_endpoint: metadata.jwksUri,
    client: {
      token_endpoint_auth_method: metadata.secretBy,
      id_token_signed_response_alg: metadata.signature,
    },
    httpOptions: { timeout: REQUEST_MS },
    authorization: {
      url: metadata.authorizationEndpoint,
      params: { response_type: 'code', scope: 'openid profile' },
    },
    token: {
      url: metadata.tokenEndpoint,
      request: ({ client, params, checks, provider }) =>
        reported(async () => {
          // next-auth's own type lacks the nonce.
          const { state, nonce, code_verifier } = checks as typeof checks & { nonce?: string };
          if (!state || !nonce || !code_verifier || params.state !== state)
            throw new OidcError('oidc_stale', 'the callback does not carry the state that was sent');
          // The library compares an issuer if present; next-auth does not tell it that the issuer is required.
          if (metadata.namesIssuer && params.iss === undefined)
            throw new OidcError('oidc_malformed', 'the callback does not name its issuer (RFC 9207)');
          const tokens = await client.callback(provider.callbackUrl, params, {
            response_type: 'code',
            state,
            nonce,
            code_verifier,
          });
          return { tokens };
        }),
    },
    userinfo: {
      url: metadata.userinfoEndpoint ?? '',
      request: ({ client, tokens }) =>
        reported(async () => {
          const set = tokens as Awaited<ReturnType<typeof client.callback>>;
          const claims = set.claims();
          // Most providers give a name only here; the library checks that it belongs to the same person.
          const more = metadata.userinfoEndpoint ? await client.userinfo(set) : {};
          // next-auth copies what remains here into the `account` of its callbacks and its debug log.
          for (const key of Object.keys(tokens)) delete tokens[key];
          return { ...parsePerson(metadata.issuer, { ...more, ...claims, sub: claims.sub }) } as never;
        }),
    },
    profile: (person) => ({ id: person.subject, ...person }) satisfies User & OidcPerson,
  };
}

function parsePerson(issuer: string, json: unknown): OidcPerson {
  const parsed = claims.safeParse(json);
  if (!parsed.success) throw new OidcError('oidc_malformed', 'the person has no usable subject');
  const { sub, name, given_name, family_name, preferred_username } = parsed.data;
  return {
    subject: `${issuer.replace(/\/$/, '')} ${sub}`,
    username: wishOf(preferred_username),
    name: cleanName(name) ?? cleanName([given_name, family_name].filter(Boolean).join(' ')) ?? null,
  };
}

/**
 * Rejects with `oidc_timeout` after `ms` milliseconds: the library's own limits end with the first byte of an answer.
 */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let late: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    late = setTimeout(() => reject(new OidcError('oidc_timeout', `not done within ${ms} ms`)), ms);
  });
  return Promise.race([work, timeout]).finally(() => clearTimeout(late));
}
