import type { PoolClient } from 'pg';
import { fail, type QuadError } from '@/protocol/errors';
import { findPairStates, type Pair, type PairState } from './store/blocks';

/** Returns whether the user cannot reach the other. */
export const isBlocked = ({ own, declines }: Pick<PairState, 'own' | 'declines'>): boolean => own || declines;

/**
 * Returns the error for a user who cannot be reached. A blocked user gets the same error as the sender to an expired
 * guest, or to a user who accepts no first messages from them, so that the error does not prove a block.
 */
export const blockedError = ({ name, own }: Pick<PairState, 'name' | 'own'>, field?: string): QuadError =>
  own
    ? fail('blocked', `You have blocked ${name}. Unblock them first.`, { ...(field && { field }) })
    : fail('declined', `${name} isn't accepting messages from you.`, { ...(field && { field }) });

/**
 * Throws `blocked` or `declined` when the user of a pair cannot reach the other. Returns the pairs whose user has the
 * direct conversation of the two as a message request; only pairs of `contact` are looked at for that.
 */
export async function assertReachable(
  client: PoolClient,
  pairs: Pair[],
  field?: string,
): Promise<PairState[]> {
  const states = await findPairStates(client, pairs);
  const blocked = states.find(isBlocked);
  if (blocked) throw blockedError(blocked, field);
  return states;
}
