import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { isQuadError, type QuadError } from '@/protocol/errors';
import type { UserActor } from '@/server/actor';
import { getApp } from '@/server/app';
import { signInOf } from '@/server/http/actor';

/** What an administrator decided about the user of a request. */
export type Suspension = Pick<QuadError, 'until' | 'reason' | 'note'>;

/**
 * Authenticates the request. The cookie names a sign-in; each request checks that it is active, so a revoked one ends
 * here too.
 */
const authenticate = cache(async (): Promise<{ user: UserActor | null; suspension: Suspension | null }> => {
  const app = getApp();
  const shown = Object.fromEntries((await cookies()).getAll().map(({ name, value }) => [name, value]));
  const signInId = await signInOf(app, shown);
  if (signInId === null) return { user: null, suspension: null };
  try {
    return { user: await app.commands.authenticateSignIn({ signInId }), suspension: null };
  } catch (error) {
    if (isQuadError(error) && error.code === 'suspended') return { user: null, suspension: error };
    if (isQuadError(error) && error.code === 'unauthenticated') return { user: null, suspension: null };
    throw error;
  }
});

/** Returns the signed-in user of the request; null without one, and while the user is suspended. */
export const currentUser = async (): Promise<UserActor | null> => (await authenticate()).user;

/** Returns the suspension of the user whose cookie the request has, or null. */
export const currentSuspension = async (): Promise<Suspension | null> => (await authenticate()).suspension;

/**
 * Returns the signed-in user, or redirects to the sign-in page, which leads back to `path`, or tells a suspended user
 * until when.
 */
export async function requireUser(path: string): Promise<UserActor> {
  const { user, suspension } = await authenticate();
  if (user) return user;
  redirect(suspension ? '/sign-in?error=suspended' : `/sign-in?callbackUrl=${encodeURIComponent(path)}`);
}
