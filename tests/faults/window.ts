import type { Conversation } from '@/clients/state/log';
import type { WireEntry } from '@/protocol/messages';
import type { Moved, Shown } from './history';

/** Returns how a tab's window on a conversation has changed; null when neither its end nor its content changed. */
export function moveOf(
  before: Pick<Conversation, 'cursor' | 'entries'> | undefined,
  after: Pick<Conversation, 'cursor' | 'entries'>,
): Pick<Moved, 'cursor' | 'anew' | 'shown' | 'earlier' | 'inserted'> | null {
  const was = before?.entries ?? [];
  const { entries, cursor } = after;
  const first = was[0]?.seq ?? Number.POSITIVE_INFINITY;
  const last = was.at(-1)?.seq ?? Number.NEGATIVE_INFINITY;
  const shown: Shown[] = [];
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i] as WireEntry;
    if (entry.seq <= last) break;
    shown.unshift(seen(entry));
  }
  const earlier: Shown[] = [];
  for (const entry of was.length === 0 ? [] : entries) {
    if (entry.seq >= first) break;
    earlier.push(seen(entry));
  }
  const more = entries.length - was.length - shown.length - earlier.length;
  // A message is missing now: the window was replaced by one at the end of the log.
  if (more < 0) return { cursor, anew: true, shown: entries.map(seen) };
  const inserted = more === 0 ? [] : newAmong(was, entries, first, last);
  if (cursor === before?.cursor && shown.length + earlier.length + inserted.length === 0) return null;
  return {
    cursor,
    ...(shown.length > 0 && { shown }),
    ...(earlier.length > 0 && { earlier }),
    ...(inserted.length > 0 && { inserted }),
  };
}

function newAmong(was: readonly WireEntry[], is: readonly WireEntry[], first: number, last: number): Shown[] {
  const known = new Map<string, number>();
  const keyOf = ({ seq, message }: WireEntry) => `${seq} ${message.id}`;
  for (const entry of was) known.set(keyOf(entry), (known.get(keyOf(entry)) ?? 0) + 1);
  return is.flatMap((entry) => {
    if (entry.seq < first || entry.seq > last) return [];
    const remaining = (known.get(keyOf(entry)) ?? 0) - 1;
    known.set(keyOf(entry), remaining);
    return remaining < 0 ? [seen(entry)] : [];
  });
}

const seen = ({ seq, message }: WireEntry): Shown => ({ seq, id: message.id });
