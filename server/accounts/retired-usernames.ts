import { createHmac } from 'node:crypto';
import type { Config } from '@/server/config';

type Settings = Pick<Config, 'authSecret'>;

/**
 * Returns the hash under which the username of an erased user stays reserved. The hash is keyed, so that it does not
 * reveal the username, and the same for names that look alike. With another secret the name is free again.
 */
export function retiredNameHash(config: Settings, username: string): Buffer {
  return keyed(config, 'username', looks(username));
}

/** Returns the hash of the identity that may get the username again. */
export function retiredOwnerHash(config: Settings, identity: { provider: string; subject: string }): Buffer {
  return keyed(config, identity.provider, identity.subject);
}

/** Replaces characters that look alike by the same character, as the index `users_look_idx` does. */
function looks(username: string): string {
  return username.toLowerCase().replace(/[._-]/g, '').replace(/[il]/g, '1').replaceAll('o', '0');
}

function keyed({ authSecret }: Settings, ...parts: string[]): Buffer {
  return createHmac('sha256', authSecret)
    .update(JSON.stringify(['retired', ...parts]))
    .digest();
}
