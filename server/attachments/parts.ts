import { PART_BYTES, partsOf } from '@/protocol/attachments';
import { fail } from '@/protocol/errors';
import { createQueue, createShares } from '@/server/queue';

/** Parts that a node has in memory at once, in all and of one user: each takes 256 KiB. */
const PARTS_AT_ONCE = 32;
const PARTS_OF_ONE = 4;
/** Parts under way from which on each user has one: slow uploads of a few users must not refuse those of the others. */
const MANY_PARTS = 16;

const tooMany = () =>
  fail('overloaded', 'Too many files are being uploaded. Try again in a moment.', { retryAfter: 2 });
const parts = createQueue({ width: PARTS_AT_ONCE, maxWaiting: 0, refuse: tooMany });
let partsUnderWay = 0;
const shareOfParts = createShares({
  each: () => (partsUnderWay < MANY_PARTS ? PARTS_OF_ONE : 1),
  refuse: tooMany,
});

/** Work on uploads holds a connection of the database while the storage writes; the others are for messages. */
const storing = createQueue({ width: 4 });
export const whileStoring = <T>(work: () => Promise<T>): Promise<T> => storing.run(work);

/**
 * Runs `work`, which receives and stores a part of a user, if neither the user nor the node has too many under way.
 * Throws `overloaded`.
 */
export const withPart = <T>(userId: string, work: () => Promise<T>): Promise<T> =>
  shareOfParts(userId, () =>
    parts.run(async () => {
      partsUnderWay += 1;
      try {
        return await work();
      } finally {
        partsUnderWay -= 1;
      }
    }),
  );

/** Returns the number of bytes of a part. */
export const bytesOfPart = (bytes: number, part: number) => Math.min(PART_BYTES, bytes - part * PART_BYTES);

/** Returns the numbers of the parts that are not stored. */
export function missingParts(upload: { bytes: number; parts: number[] }): number[] {
  const stored = new Set(upload.parts);
  return Array.from({ length: partsOf(upload.bytes) }, (_, part) => part).filter((part) => !stored.has(part));
}
