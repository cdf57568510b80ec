import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { isQuadError } from '@/protocol/errors';
import type { UserActor } from '@/server/actor';
import { getApp } from '@/server/app';
import { signInOf } from '@/server/http/actor';

/**
 * Returns the signed-in user of the request, or null. The cookie names a sign-in; each request checks that it is
 * active, so a revoked one ends here too.
 */
export const currentUser = cache(async (): Promise<UserActor | null> => {
  const app = getApp();
  const shown = Object.fromEntries((await cookies()).getAll().map(({ name, value }) => [name, value]));
  const signInId = await signInOf(app, shown);
  if (signInId === null) return null;
  try {
    return await app.commands.authenticateSignIn({ signInId });
  } catch (error) {
    if (isQuadError(error) && ['unauthenticated', 'suspended'].includes(error.code)) return null;
    throw error;
  }
});

/** Returns the signed-in user, or redirects to the sign-in page, which leads back to `path`. */
export async function requireUser(path: string): Promise<UserActor> {
  const user = await currentUser();
  if (!user) redirect(`/sign-in?callbackUrl=${encodeURIComponent(path)}`);
  return user;
}
