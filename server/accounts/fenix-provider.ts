import type { User } from 'next-auth';
import type { OAuthConfig } from 'next-auth/providers/oauth';
import { FENIX_FAILURES, FenixError, type FenixFailure, type FenixPerson } from './fenix-person';
import { type FenixRequestOptions, fenixRequests } from './fenix-requests';

export type FenixProviderOptions = FenixRequestOptions & {
  /** Called with the failure before next-auth turns it into `error=OAuthCallback`. */
  onFailure?: (error: FenixError) => void;
};

/** The `user` of next-auth's callbacks. Has no `image`, which next-auth would put into the cookie. */
export type FenixUser = User & FenixPerson;

/**
 * Creates a next-auth 4 provider for FenixEdu: OAuth 2 with state, PKCE and the secret in the form. The person is
 * fetched once, and both tokens are dropped before next-auth's callbacks run.
 */
export function fenixProvider(options: FenixProviderOptions): OAuthConfig<FenixPerson> {
  const baseUrl = options.baseUrl.replace(/\/+$/, '');
  const requests = fenixRequests(options);

  async function reported<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof FenixError) options.onFailure?.(error);
      throw error;
    }
  }

  return {
    id: 'fenix',
    name: 'FenixEdu',
    type: 'oauth',
    clientId: options.clientId,
    clientSecret: options.clientSecret,
    checks: ['pkce', 'state'],
    client: { token_endpoint_auth_method: 'client_secret_post' },
    authorization: {
      url: `${baseUrl}/oauth/userdialog`,
      // PKCE takes effect only with the response type. Scopes are fixed when the application is registered: undefined
      // stops openid-client from asking for `openid`.
      params: { response_type: 'code', scope: undefined },
    },
    token: {
      url: `${baseUrl}/oauth/access_token`,
      request: ({ params, checks, provider }) =>
        reported(async () => {
          // With a custom token request next-auth compares nothing, so the state is checked here.
          if (!checks.state || params.state !== checks.state || !checks.code_verifier) {
            throw new FenixError('fenix_stale', 'the callback does not carry the state that was sent');
          }
          if (!params.code) throw new FenixError('fenix_malformed', 'the callback has no code');
          const accessToken = await requests.accessToken({
            code: params.code,
            codeVerifier: checks.code_verifier,
            redirectUri: provider.callbackUrl,
          });
          return { tokens: { access_token: accessToken } };
        }),
    },
    userinfo: {
      url: `${baseUrl}/api/fenix/v1/person`,
      request: ({ tokens }) =>
        reported(() => {
          const accessToken = tokens.access_token ?? '';
          // next-auth copies what remains here into the `account` of its callbacks and its debug log.
          for (const key of Object.keys(tokens)) delete tokens[key];
          return requests.person(accessToken);
        }),
    },
    profile: (person) => ({ id: person.username, ...person }) satisfies FenixUser,
  };
}

/** Returns whether the `error` of a sign-in page's URL is a failure of FenixEdu. */
export function isFenixFailure(code: unknown): code is FenixFailure {
  return FENIX_FAILURES.some((each) => each === code);
}
