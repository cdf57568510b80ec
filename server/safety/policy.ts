import type { PoolClient } from 'pg';
import { fail, type QuadError } from '@/server/errors';
import { type BlockedPair, findBlockedPairs } from './store/blocks';

/**
 * What is said of somebody whom one cannot reach. Who was blocked is told what is told of a guest whose day is over,
 * so that the answer is no proof of a block.
 */
export const blockedError = ({ name, own }: Pick<BlockedPair, 'name' | 'own'>, field?: string): QuadError =>
  own
    ? fail('blocked', `You have blocked ${name}. Unblock them first.`, { ...(field && { field }) })
    : fail('declined', `${name} isn't accepting messages from you.`, { ...(field && { field }) });

/** Throws `blocked` or `declined` when something stands between a user and one of the others. */
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
