import { createHmac } from 'node:crypto';
import type { Config } from '@/server/config';

type Settings = Pick<Config, 'authSecret'>;

/**
 * Under what a username is remembered once its person is erased: a hash of how it looks, by a secret, so that what is
 * stored names nobody. With another secret it is free again.
 */
export function retiredName(config: Settings, username: string): Buffer {
  return keyed(config, 'username', looks(username));
}

/** Under what the identity is remembered that may have it again. */
export function retiredOwner(config: Settings, identity: { provider: string; subject: string }): Buffer {
  return keyed(config, identity.provider, identity.subject);
}

/** As the index `users_look_idx` has it: what the eye may take for another is the same. */
function looks(username: string): string {
  return username.toLowerCase().replace(/[._-]/g, '').replace(/[il]/g, '1').replaceAll('o', '0');
}

function keyed({ authSecret }: Settings, ...parts: string[]): Buffer {
  return createHmac('sha256', authSecret)
    .update(JSON.stringify(['retired', ...parts]))
    .digest();
}
