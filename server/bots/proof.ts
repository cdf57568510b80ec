import { timingSafeEqual } from 'node:crypto';
import { hashSecret } from '@/server/accounts/secrets';
import type { BotRow } from './store';

/** Compared with when there is no such bot, so that the answer takes the same path; no secret hashes to it. */
const NOBODY = Buffer.alloc(32);

/** Whether `pass` is the bot's secret, in a time that says nothing about it. */
export function hasSecret(bot: BotRow | null, pass: string): bot is BotRow {
  return timingSafeEqual(hashSecret(pass), bot?.secretHash ?? NOBODY) && bot !== null;
}
