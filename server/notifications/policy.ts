import { fail } from '@/protocol/errors';
import type { UserActor } from '@/server/actor';

/** Throws `forbidden` for a token: only a browser with a sign-in has a device. */
export function assertBrowser({ via }: UserActor): void {
  if (via !== 'sign-in') throw fail('forbidden', 'Only a browser in which you are signed in can do this.');
}

/** Returns the error for a device that the user does not have. */
export const noSuchDevice = (field = 'id') =>
  fail('not_found', 'You are not notified on such a device.', { field });
