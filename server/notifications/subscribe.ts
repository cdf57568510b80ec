import { createHash } from 'node:crypto';
import { fail } from '@/protocol/errors';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { NotificationsContext } from './context';
import { areUsable } from './encrypt.mjs';
import { assertBrowser } from './policy';
import { storeSubscription } from './store/subscriptions';

/**
 * Notifies the actor's browser at this endpoint, in place of an earlier one. Throws `bad_request` for an endpoint of a
 * push service that is not allowed, or keys that no browser has; `conflict` when another sign-in has the endpoint.
 */
export async function subscribe(
  app: NotificationsContext,
  {
    actor,
    endpoint,
    keys,
    language,
  }: { actor: Actor; endpoint: string; keys: { p256dh: string; auth: string }; language: string },
): Promise<void> {
  assertUser(actor);
  assertBrowser(actor);
  if (!app.endpoints.isAllowed(endpoint))
    throw fail('bad_request', 'endpoint: is not at a push service that this Quad sends to', {
      field: 'endpoint',
    });
  const p256dh = Buffer.from(keys.p256dh, 'base64url');
  const auth = Buffer.from(keys.auth, 'base64url');
  if (!areUsable({ p256dh, auth }))
    throw fail('bad_request', 'keys: are not keys of a browser', { field: 'keys' });
  const stored = await storeSubscription(app.db, {
    signInId: actor.credentialId,
    userId: actor.userId,
    endpoint,
    endpointHash: createHash('sha256').update(endpoint).digest(),
    p256dh,
    auth,
    language,
  });
  if (!stored)
    throw fail('conflict', 'Another sign-in has this endpoint. Subscribe again.', { field: 'endpoint' });
  app.notifier.noteSubscribed();
}
