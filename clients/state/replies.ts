import type { WireEntry } from '@/protocol/messages';
import type { Conversation } from './log';

const counted = new WeakMap<readonly WireEntry[], ReadonlyMap<number, number>>();

/** Returns the number of replies in the window by the seq of the replied message; computed once for each window. */
function countsOf(entries: readonly WireEntry[]): ReadonlyMap<number, number> {
  const known = counted.get(entries);
  if (known) return known;
  const counts = new Map<number, number>();
  for (const { replyTo, message } of entries)
    if (replyTo !== undefined && !message.deletedAt) counts.set(replyTo, (counts.get(replyTo) ?? 0) + 1);
  counted.set(entries, counts);
  return counts;
}

/**
 * Returns the number of replies to a message. A message in the window has all its replies there, because replies come
 * later and the window reaches to the end; for another message the count is that of the page which brought it.
 */
export function replyCount(
  { from, entries }: Pick<Conversation, 'from' | 'entries'>,
  entry: WireEntry,
): number {
  return entry.seq >= from ? (countsOf(entries).get(entry.seq) ?? 0) : (entry.replies ?? 0);
}

/** Returns the replies to a message that are in the window, oldest first. */
export function repliesIn({ entries }: Pick<Conversation, 'entries'>, seq: number): WireEntry[] {
  return entries.filter(({ replyTo, message }) => replyTo === seq && !message.deletedAt);
}
