import { PART_BYTES, partsOf } from '@/protocol/attachments';
import { fail } from '@/protocol/errors';
import { createQueue } from '@/server/queue';

/** Parts that a node has in memory at once, in all and of one user: each takes 256 KiB. */
const PARTS_AT_ONCE = 32;
const PARTS_OF_ONE = 4;

const tooMany = () =>
  fail('overloaded', 'Too many files are being uploaded. Try again in a moment.', { retryAfter: 2 });
const parts = createQueue({ width: PARTS_AT_ONCE, maxWaiting: 0, refuse: tooMany });
const partsOfUser = new Map<string, number>();

/** Work on uploads holds a connection of the database while the storage writes; the others are for messages. */
const storing = createQueue({ width: 4 });
export const whileStoring = <T>(work: () => Promise<T>): Promise<T> => storing.run(work);

/**
 * Runs `work`, which receives and stores a part of a user, if neither the user nor the node has too many under way.
 * Throws `overloaded`.
 */
export async function withPart<T>(userId: string, work: () => Promise<T>): Promise<T> {
  const count = partsOfUser.get(userId) ?? 0;
  if (count >= PARTS_OF_ONE) throw tooMany();
  partsOfUser.set(userId, count + 1);
  try {
    return await parts.run(work);
  } finally {
    const left = (partsOfUser.get(userId) ?? 1) - 1;
    if (left > 0) partsOfUser.set(userId, left);
    else partsOfUser.delete(userId);
  }
}

/** Returns the number of bytes of a part. */
export const bytesOfPart = (bytes: number, part: number) => Math.min(PART_BYTES, bytes - part * PART_BYTES);

/** Returns the numbers of the parts that are not stored. */
export function missingParts(upload: { bytes: number; parts: number[] }): number[] {
  const stored = new Set(upload.parts);
  return Array.from({ length: partsOf(upload.bytes) }, (_, part) => part).filter((part) => !stored.has(part));
}
