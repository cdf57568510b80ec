import type { HistoryPage, WireEntry } from '@/protocol/messages';
import { asChanged, type Conversation, isLater } from './log';

/** A loaded part of a log apart from the window at its end: the entries around a message that the user opened. */
export interface Excerpt {
  entries: readonly WireEntry[];
  from: number;
  to: number;
  /** No readable entry is before `from`. */
  start: boolean;
}

/** Returns the excerpt extended by a page that touches it; any other page changes nothing. */
export function extend(excerpt: Excerpt, page: HistoryPage): Excerpt {
  if (page.to < excerpt.from - 1 || page.from > excerpt.to + 1) return excerpt;
  const bySeq = new Map<number, WireEntry>();
  for (const entry of [...excerpt.entries, ...page.entries]) {
    const known = bySeq.get(entry.seq);
    if (!known || !isLater(known, entry)) bySeq.set(entry.seq, entry);
  }
  return {
    entries: [...bySeq.values()].sort((a, b) => a.seq - b.seq),
    from: Math.min(excerpt.from, page.from),
    to: Math.max(excerpt.to, page.to),
    start: excerpt.start || page.start,
  };
}

/** Whether the excerpt reaches the conversation's window, so that both can be shown as one. */
export function meets(excerpt: Excerpt, conversation: Conversation): boolean {
  return excerpt.to >= conversation.from - 1;
}

/** Returns the messages of an excerpt, each in its latest version. */
export function entriesOf(excerpt: Excerpt, changes: Conversation['changes']): readonly WireEntry[] {
  return excerpt.entries.map((entry) => asChanged(entry, changes));
}
