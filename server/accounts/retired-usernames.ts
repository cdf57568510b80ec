import { createHmac } from 'node:crypto';
import type { Config } from '@/server/config';

type Settings = Pick<Config, 'authSecret'>;

/**
 * Returns the hash under which an erased user's name stays reserved: a keyed hash of how the name looks, so that the
 * stored value names nobody. With another secret the name is free again.
 */
export function retiredNameHash(config: Settings, username: string): Buffer {
  return keyed(config, 'username', looks(username));
}

/** Returns the hash of the identity that may have the name again. */
export function retiredOwnerHash(config: Settings, identity: { provider: string; subject: string }): Buffer {
  return keyed(config, identity.provider, identity.subject);
}

/** Maps characters that look alike to the same one, as the index `users_look_idx` does. */
function looks(username: string): string {
  return username.toLowerCase().replace(/[._-]/g, '').replace(/[il]/g, '1').replaceAll('o', '0');
}

function keyed({ authSecret }: Settings, ...parts: string[]): Buffer {
  return createHmac('sha256', authSecret)
    .update(JSON.stringify(['retired', ...parts]))
    .digest();
}
