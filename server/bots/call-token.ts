import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Config } from '@/server/config';

type Settings = Pick<Config, 'authSecret'>;

const keyed = ({ authSecret }: Settings, ...parts: string[]): Buffer =>
  createHmac('sha256', authSecret)
    .update(JSON.stringify(['bot', ...parts]))
    .digest();

/** Returns the token that answers a call: its id, and a keyed hash of it. */
export const tokenOfCall = (config: Settings, id: string): string =>
  `${id}.${keyed(config, 'call', id).toString('base64url')}`;

/** Returns the id of the call that a token answers; null for a forged one. */
export function callOfToken(config: Settings, token: string): string | null {
  const [id = ''] = token.split('.');
  const expected = Buffer.from(tokenOfCall(config, id));
  const given = Buffer.from(token);
  return given.length === expected.length && timingSafeEqual(given, expected) ? id : null;
}

/** Returns what stands for a person to one bot: always the same, another one for another bot, and no name. */
export const pseudonymOf = (config: Settings, botId: string, userId: string): string =>
  keyed(config, 'person', botId, userId).subarray(0, 12).toString('base64url');
