import { createHmac } from 'node:crypto';
import type { Address } from '@/protocol/events';
import type { MessageContent } from '@/protocol/messages';
import type { Config } from '@/server/config';

/** Long enough that no two of one sender's requests meet by chance. */
const BYTES = 16;

/**
 * What a send asked for, to compare a later one under the same client id with: text, address and what it answers. An
 * HMAC by the server's secret, because it outlives texts that were edited or deleted and must not confirm a guess at them.
 */
export function digestOf(
  { authSecret }: Pick<Config, 'authSecret'>,
  {
    address,
    content: { text, ...more },
    replyTo,
  }: { address: Address | { to: 'room' }; content: MessageContent; replyTo: string | null },
): Buffer {
  // People are a set: neither order nor repetition makes another address.
  const to = address.to === 'people' ? { ...address, users: [...new Set(address.users)].sort() } : address;
  // Without anything but a text it is the digest that earlier versions stored.
  const others = Object.entries(more).filter(([, value]) => value !== undefined);
  const asked = JSON.stringify(['message', Object.entries(to).sort(), text, replyTo, ...others.sort()]);
  return createHmac('sha256', authSecret).update(asked).digest().subarray(0, BYTES);
}
