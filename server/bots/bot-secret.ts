import { timingSafeEqual } from 'node:crypto';
import { hashSecret } from '@/server/accounts/secrets';
import type { BotRow } from './store';

/** Compared with when no such bot exists, so that both cases take as long; no secret has this hash. */
const NOBODY = Buffer.alloc(32);

/**
 * Returns whether `pass` is the bot's secret, or the former one while it is accepted. Compares in constant time, so that
 * the duration reveals nothing.
 */
export function hasSecret(bot: BotRow | null, pass: string): bot is BotRow {
  const hash = hashSecret(pass);
  const current = timingSafeEqual(hash, bot?.secretHash ?? NOBODY);
  const former = timingSafeEqual(hash, bot?.formerSecretHash ?? NOBODY);
  return bot !== null && (current || former);
}
