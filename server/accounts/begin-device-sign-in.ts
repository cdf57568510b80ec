import { randomInt } from 'node:crypto';
import { DEFAULT_SCOPE } from '@/protocol/oauth';
import type { Scope } from '@/protocol/scopes';
import type { AccountsContext } from './context';
import { hashSecret, newSecret } from './secrets';
import { insertDeviceCode } from './store/device-codes';

/** Seconds that a user has to confirm the sign-in. */
const CODE_SECONDS = 600;
/** Seconds between two questions of the program (RFC 8628 3.2). */
const INTERVAL_SECONDS = 5;
/** Letters that are hard to confuse and form no words (RFC 8628 6.1). */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';
/** There are 25,600 million codes, so three that are in use indicate a fault. */
const MAX_ATTEMPTS = 3;

/** Begins the sign-in of a program; the user confirms it in a browser with the code that the program shows. */
export async function beginDeviceSignIn(
  app: Pick<AccountsContext, 'db' | 'publicUrl'>,
  { client_id: client, scope }: { client_id: string; scope?: string | undefined },
) {
  const deviceCode = newSecret('qd');
  for (let n = 0; n < MAX_ATTEMPTS; n++) {
    const userCode = Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
    const isStored = await insertDeviceCode(app.db, {
      hash: hashSecret(deviceCode),
      userCode,
      client,
      scopes: scopesOf(scope),
      seconds: CODE_SECONDS,
    });
    if (!isStored) continue;
    const shown = `${userCode.slice(0, 4)}-${userCode.slice(4)}`;
    const page = `${app.publicUrl}/device`;
    return {
      device_code: deviceCode,
      user_code: shown,
      verification_uri: page,
      verification_uri_complete: `${page}?code=${shown}`,
      expires_in: CODE_SECONDS,
      interval: INTERVAL_SECONDS,
    };
  }
  throw new Error('no free code for a program was found');
}

/** Returns the scopes of a request. */
export const scopesOf = (scope: string = DEFAULT_SCOPE): Scope[] => [...new Set(scope.split(' ') as Scope[])];
