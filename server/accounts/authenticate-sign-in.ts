import { z } from 'zod';
import type { UserActor } from '@/server/actor';
import { unauthenticated, userActor } from './actors';
import type { AccountsContext } from './context';
import { userOfSignIn } from './store/sign-ins';

const uuid = z.uuid();

/** Returns the user of a browser's sign-in. Throws `unauthenticated` when it was revoked or has expired. */
export async function authenticateSignIn(
  app: AccountsContext,
  { signInId }: { signInId: string },
): Promise<UserActor> {
  const user = uuid.safeParse(signInId).success ? await userOfSignIn(app.db, signInId) : null;
  if (!user) throw unauthenticated('You are signed out. Sign in again.');
  return userActor(app, user, { via: 'sign-in', id: signInId, scopes: 'all' });
}
