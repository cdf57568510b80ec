import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import type { UserActor } from '@/server/actor';
import { getApp } from '@/server/app';
import { isQuadError } from '@/server/errors';
import { signInOf } from '@/server/http/actor';

/**
 * Who looks at the page: the user of the browser's sign-in, or null. The cookie names a sign-in; whether that
 * is still good is asked of the node each time, so a revoked one ends here too.
 */
export const currentUser = cache(async (): Promise<UserActor | null> => {
  const app = getApp();
  const shown = Object.fromEntries((await cookies()).getAll().map(({ name, value }) => [name, value]));
  const signInId = await signInOf(app, shown);
  if (signInId === null) return null;
  try {
    return await app.commands.authenticateSignIn({ signInId });
  } catch (error) {
    if (isQuadError(error) && error.code === 'unauthenticated') return null;
    throw error;
  }
});

/** The user, or off to signing in, and back to `path` afterwards. */
export async function requireUser(path: string): Promise<UserActor> {
  const user = await currentUser();
  if (!user) redirect(`/sign-in?callbackUrl=${encodeURIComponent(path)}`);
  return user;
}
