import type { HistoryPage, WireEntry } from '@/protocol/messages';
import { asChanged, type Conversation, isLater } from './log';

/** A piece of a log away from the window at its end: what is around a message that somebody went to. */
export interface Excerpt {
  entries: readonly WireEntry[];
  from: number;
  to: number;
  /** Nothing readable is before it. */
  start: boolean;
}

/** The excerpt with a page that touches it; another page, which nobody asked for, changes nothing. */
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

/** Whether nothing is missing between the excerpt and the conversation's window: they are one from here on. */
export function meets(excerpt: Excerpt, conversation: Conversation): boolean {
  return excerpt.to >= conversation.from - 1;
}

/** The messages of an excerpt, each as it is by the latest word on it. */
export function entriesOf(excerpt: Excerpt, changes: Conversation['changes']): readonly WireEntry[] {
  return excerpt.entries.map((entry) => asChanged(entry, changes));
}
