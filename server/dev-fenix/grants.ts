import { createHash, randomBytes } from 'node:crypto';

/** A code expires after a minute, an access token after an hour (FenixEdu's own numbers). */
export const CODE_LIFETIME_MS = 60_000;
export const ACCESS_TOKEN_LIFETIME_MS = 3_600_000;

// Expired codes are kept for a while, so that "expired" can be told from "unknown".
const CODE_MEMORY_MS = 10 * CODE_LIFETIME_MS;
// The real refresh token never expires; this server deletes it after a day.
const TOKEN_MEMORY_MS = 24 * ACCESS_TOKEN_LIFETIME_MS;
const GRANT_LIMIT = 1000;

export type GrantRequest = {
  clientId: string;
  redirectUri: string;
  username: string;
  /** Base64url SHA-256 of the verifier, when the dialog request used PKCE. */
  codeChallenge: string | undefined;
};

export type Tokens = { accessToken: string; refreshToken: string };

export type AccessFound =
  | { state: 'valid'; username: string; clientId: string }
  | { state: 'expired' }
  | { state: 'unknown' }
  | { state: 'unreadable' };

type Grant = GrantRequest & { id: string; forgetAt: number } & (
    | { state: 'code'; code: string; codeExpiresAt: number }
    | { state: 'tokens'; accessToken: string; refreshToken: string; accessExpiresAt: number }
  );

export type Grants = ReturnType<typeof createGrants>;

/**
 * Creates the store of codes and tokens: in memory, at most a thousand (the oldest are deleted first).
 * @param now milliseconds since 1970.
 */
export function createGrants(now: () => number) {
  const grants = new Map<string, Grant>();

  function forgetOld(): void {
    for (const [id, grant] of grants) {
      if (grant.forgetAt <= now() || grants.size >= GRANT_LIMIT) grants.delete(id);
    }
  }

  function byToken(token: string): Grant | 'unreadable' | undefined {
    const id = grantIdOf(token);
    return id === undefined ? 'unreadable' : grants.get(id);
  }

  function issue(grant: Grant): Tokens {
    const { id, clientId, redirectUri, username, codeChallenge } = grant;
    const tokens = {
      accessToken: newToken(id),
      refreshToken: grant.state === 'tokens' ? grant.refreshToken : newToken(id),
    };
    grants.set(id, {
      ...{ id, clientId, redirectUri, username, codeChallenge, ...tokens },
      state: 'tokens',
      accessExpiresAt: now() + ACCESS_TOKEN_LIFETIME_MS,
      forgetAt: now() + TOKEN_MEMORY_MS,
    });
    return tokens;
  }

  return {
    /** Returns a new single-use code for a request that the person accepted. */
    authorise(request: GrantRequest): string {
      forgetOld();
      const id = randomBytes(8).toString('hex');
      const code = randomBytes(32).toString('hex');
      const codeExpiresAt = now() + CODE_LIFETIME_MS;
      grants.set(id, {
        ...request,
        id,
        state: 'code',
        code,
        codeExpiresAt,
        forgetAt: now() + CODE_MEMORY_MS,
      });
      return code;
    },

    /** Exchanges a code for tokens. A wrong redirect or verifier also uses up the code: there is no second attempt. */
    exchange(asked: {
      clientId: string;
      redirectUri: string;
      code: string;
      codeVerifier: string | undefined;
    }): Tokens | 'code invalid' | 'code expired' | 'redirect mismatch' {
      const grant = [...grants.values()].find((each) => each.state === 'code' && each.code === asked.code);
      if (grant?.state !== 'code' || grant.clientId !== asked.clientId) return 'code invalid';
      if (grant.codeExpiresAt <= now()) return 'code expired';
      grants.delete(grant.id);
      if (grant.redirectUri !== asked.redirectUri) return 'redirect mismatch';
      if (
        grant.codeChallenge !== undefined &&
        challengeOf(asked.codeVerifier ?? '') !== grant.codeChallenge
      ) {
        return 'code invalid';
      }
      return issue(grant);
    },

    /** Returns whether the code was requested with PKCE, so that a verifier can replace the secret. */
    usesPkce: (code: string): boolean =>
      [...grants.values()].some(
        (each) => each.state === 'code' && each.code === code && each.codeChallenge !== undefined,
      ),

    /** Issues a new access token; the refresh token stays the same, as FenixEdu's does. */
    refresh(clientId: string, refreshToken: string): Tokens | 'unreadable' | 'unknown' {
      const grant = byToken(refreshToken);
      if (grant === 'unreadable') return 'unreadable';
      if (grant?.state !== 'tokens' || grant.refreshToken !== refreshToken || grant.clientId !== clientId) {
        return 'unknown';
      }
      return issue(grant);
    },

    findAccess(accessToken: string): AccessFound {
      const grant = byToken(accessToken);
      if (grant === 'unreadable') return { state: 'unreadable' };
      if (grant?.state !== 'tokens' || grant.accessToken !== accessToken) return { state: 'unknown' };
      if (grant.accessExpiresAt <= now()) return { state: 'expired' };
      return { state: 'valid', username: grant.username, clientId: grant.clientId };
    },

    size: () => grants.size,
    clear: () => grants.clear(),
  };
}

function challengeOf(codeVerifier: string): string {
  return createHash('sha256').update(codeVerifier).digest('base64url');
}

// Same format as FenixEdu's: base64 of "<id of the session>:<random>".
function newToken(grantId: string): string {
  return Buffer.from(`${grantId}:${randomBytes(48).toString('hex')}`).toString('base64');
}

function grantIdOf(token: string): string | undefined {
  const parts = Buffer.from(token, 'base64').toString('latin1').split(':');
  return parts.length === 2 && parts[0] ? parts[0] : undefined;
}
