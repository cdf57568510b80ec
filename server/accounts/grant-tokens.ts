import { fail } from '@/protocol/errors';
import type { OAuthError, TokenRequest, WireTokens } from '@/protocol/oauth';
import { DEVICE_GRANT } from '@/protocol/oauth-grants';
import { assertNotSuspended } from './actors';
import { scopesOf } from './begin-device-sign-in';
import type { AccountsContext } from './context';
import { ACCESS_SECONDS, beginProgram, newProgramSecrets, present, secretsAfter } from './program-tokens';
import { hashSecret } from './secrets';
import { createGuest } from './sign-in-guest';
import { withPassword } from './sign-in-local';
import { type DeviceState, takeDeviceCode } from './store/device-codes';
import { endProgram, lockProgram, readProgramEnd, renewProgram } from './store/programs';
import { findUserById } from './store/users';

/**
 * Gives a program its tokens: after a browser has confirmed its code, for a password, for a guest's name, or in
 * exchange for a refresh token. Throws errors with the code of OAuth in `oauth`; and `suspended`, `forbidden`,
 * `rate_limited`.
 */
export async function grantTokens(
  app: AccountsContext,
  {
    request,
    clientIp,
    key,
  }: {
    request: TokenRequest;
    clientIp: string;
    /** Says which requests are the same one, sent again. */
    key?: string | undefined;
  },
): Promise<WireTokens> {
  switch (request.grant_type) {
    case DEVICE_GRANT:
      return byDeviceCode(app, request.device_code);
    case 'refresh_token':
      return renew(app, request.refresh_token, key);
    case 'password': {
      if (!app.config.localAccounts)
        throw fail('forbidden', 'Local accounts are not enabled here. Sign in in the browser.');
      const { username, password, client_id: name, scope } = request;
      return withPassword(app, { username, password, clientIp }, null, (client, userId) =>
        beginProgram(client, app, { userId, name, scopes: scopesOf(scope) }),
      );
    }
    default: {
      const { name, client_id, scope } = request;
      return createGuest(app, { name, clientIp }, (client, { id: userId }) =>
        beginProgram(client, app, { userId, name: client_id, scopes: scopesOf(scope) }),
      );
    }
  }
}

async function byDeviceCode(app: AccountsContext, deviceCode: string): Promise<WireTokens> {
  const answer = await app.db.transaction(async (client) => {
    const taken = await takeDeviceCode(client, hashSecret(deviceCode));
    if (taken.state !== 'allowed') return taken;
    const { userId, client: name, scopes } = taken;
    return beginProgram(client, app, { userId, name, scopes });
  });
  if (!('state' in answer)) return answer;
  const [oauth, message] = REFUSALS[answer.state];
  throw fail('bad_request', message, { oauth });
}

const REFUSALS: Record<Exclude<DeviceState['state'], 'allowed'>, [OAuthError, string]> = {
  unknown: ['invalid_grant', 'This code is not valid, or was used already. Begin anew.'],
  expired: ['expired_token', 'Nobody confirmed the sign-in in time. Begin anew.'],
  waiting: ['authorization_pending', 'The user has not answered yet. Ask again after the interval.'],
  'too often': ['slow_down', 'You ask too often. Wait five seconds longer from now on.'],
  refused: ['access_denied', 'The user refused the sign-in.'],
};

/**
 * Replaces the secrets of a program. A refresh token that was used before ends the sign-in, because two programs have
 * it; unless the request is the last renewal, sent again under its key.
 */
async function renew(
  app: AccountsContext,
  refreshToken: string,
  key: string | undefined,
): Promise<WireTokens> {
  const secrets =
    key === undefined ? newProgramSecrets() : secretsAfter(app.config.authSecret, refreshToken, key);
  const refreshHash = hashSecret(refreshToken);
  const hash = hashSecret(secrets.access);
  const answer = await app.db.transaction(async (client) => {
    const program = await lockProgram(client, refreshHash);
    if (!program || program.ended) return null;
    const { tokenId, userId } = program;
    const user = await findUserById(client, userId);
    if (user) assertNotSuspended(user);
    if (program.used) {
      if (hash.equals(program.hash)) return present(secrets, await readProgramEnd(client, tokenId));
      await endProgram(client, tokenId);
      return { ended: tokenId };
    }
    const end = await renewProgram(client, {
      tokenId,
      refreshHash,
      hash,
      nextHash: hashSecret(secrets.refresh),
      seconds: ACCESS_SECONDS,
      days: app.config.signInDays,
    });
    return present(secrets, end);
  });
  if (answer && !('ended' in answer)) return answer;
  if (answer) await app.revocations.revoke([{ what: { credentialId: answer.ended }, reason: 'revoked' }]);
  throw fail('bad_request', 'This program is signed out. Sign in again.', { oauth: 'invalid_grant' });
}
