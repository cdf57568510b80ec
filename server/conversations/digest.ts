import { createHmac } from 'node:crypto';
import type { Address } from '@/protocol/events';
import type { MessageContent } from '@/protocol/messages';
import type { Config } from '@/server/config';

/** Long enough that two requests of one sender do not collide by chance. */
const DIGEST_BYTES = 16;

/**
 * Returns a digest of what a send asked for (text, address, reply), which is compared with later sends under the same
 * client id. It is an HMAC with the server's secret, because it outlives edited and deleted texts and must not let
 * anyone verify a guess at them.
 */
export function digestOf(
  { authSecret }: Pick<Config, 'authSecret'>,
  {
    address,
    content: { text, ...more },
    replyTo,
  }: { address: Address | { to: 'room' }; content: MessageContent; replyTo: string | null },
): Buffer {
  // The users are a set: order and repetition do not change the address.
  const to = address.to === 'people' ? { ...address, users: [...new Set(address.users)].sort() } : address;
  // A message with only a text has the same digest as in earlier versions.
  const others = Object.entries(more).filter(([, value]) => value !== undefined);
  const asked = JSON.stringify(['message', Object.entries(to).sort(), text, replyTo, ...others.sort()]);
  return createHmac('sha256', authSecret).update(asked).digest().subarray(0, DIGEST_BYTES);
}
