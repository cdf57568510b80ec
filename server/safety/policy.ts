import type { PoolClient } from 'pg';
import { fail, type QuadError } from '@/protocol/errors';
import { type BlockedPair, findBlockedPairs } from './store/blocks';

/**
 * Returns the error for a user who cannot be reached. A blocked user gets the same error as the sender to an expired
 * guest, so that the error does not prove a block.
 */
export const blockedError = ({ name, own }: Pick<BlockedPair, 'name' | 'own'>, field?: string): QuadError =>
  own
    ? fail('blocked', `You have blocked ${name}. Unblock them first.`, { ...(field && { field }) })
    : fail('declined', `${name} isn't accepting messages from you.`, { ...(field && { field }) });

/** Throws `blocked` or `declined` when the user cannot message one of the others. */
export async function assertNotBlocked(
  client: PoolClient,
  userId: string,
  otherIds: string[],
  field?: string,
): Promise<void> {
  const [first] = await findBlockedPairs(
    client,
    otherIds.map((otherId) => ({ userId, otherId })),
  );
  if (first) throw blockedError(first, field);
}
