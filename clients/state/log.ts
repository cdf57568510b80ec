import type { SyncResult } from '@/protocol/events';
import type {
  ConversationKind,
  HistoryPage,
  WireConversation,
  WireEntry,
  WireLogEntry,
} from '@/protocol/messages';
import { isShown } from '@/protocol/placeholder';

/**
 * What this client has of one conversation's log: a window of it, in order of seq and without a gap that the user
 * could have read. `waiting` came after something that is still missing.
 */
export interface Conversation {
  id: string;
  kind: ConversationKind;
  with: string | null;
  /** The server's word on it; null until that has come. */
  info: WireConversation | null;
  /** Everything readable from this seq ... */
  from: number;
  /** ... up to this one is in the window. */
  cursor: number;
  /** Nothing readable is before the window. */
  start: boolean;
  /** The messages of the window, each as it is by the latest word on it. */
  entries: readonly WireEntry[];
  /** The latest change of each message, by its id: it may be known before the message is. */
  changes: Readonly<Record<string, WireEntry>>;
  waiting: readonly WireLogEntry[];
}

/** Conversations by id. */
export type Log = Readonly<Record<string, Conversation>>;

/** So many conversations are named in one sync, the newest: more would not fit a frame. */
const MOST_CURSORS = 1_000;

/** Takes live entries, in whatever order and however often they come. */
export function receive(log: Log, entries: readonly WireLogEntry[]): Log {
  const news = new Map<string, WireLogEntry[]>();
  for (const entry of entries) {
    const { id } = entry.conversation;
    news.set(id, [...(news.get(id) ?? []), entry]);
  }
  const next: Record<string, Conversation> = { ...log };
  for (const [id, list] of news) {
    const first = Math.min(...list.map(({ seq }) => seq));
    const { conversation } = list[0] as WireLogEntry;
    // What begins with nothing to show is none yet: the server says nothing of it either.
    if (!log[id] && !list.some(isShown)) continue;
    const known = log[id] ?? { ...conversation, info: null, ...emptyFrom(first) };
    next[id] = settle(known, list);
  }
  return entries.length === 0 ? log : next;
}

/** Takes a conversation as the server has it now; an older word changes nothing. */
export function receiveConversation(log: Log, info: WireConversation): Log {
  const known = log[info.id];
  const after = known ? inform(known, info) : begin(info);
  return after === known ? log : { ...log, [info.id]: after };
}

/**
 * Takes the answer to `sync` with those cursors. Of what they named it holds everything readable after them, so seqs
 * that it leaves out are none of this user's, and the cursor may pass over them. What they did not name begins at its
 * head; what is before that, `history` has.
 */
export function receiveSync(log: Log, asked: Readonly<Record<string, number>>, result: SyncResult): Log {
  const next: Record<string, Conversation> = { ...log };
  for (const info of result.conversations) {
    const known = next[info.id];
    const astray = known && (known.cursor < info.head || known.from > info.head + 1);
    if (!known || (asked[info.id] === undefined && astray && !isOlder(info, known.info))) {
      const late = known ? [...known.entries, ...known.waiting].filter(({ seq }) => seq > info.head) : [];
      const changes = known?.changes ?? {};
      next[info.id] = settle({ ...begin(info), changes }, late);
    } else next[info.id] = inform(known, info);
  }
  const reached = new Map<string, number>();
  for (const { conversation, seq } of result.entries)
    reached.set(conversation.id, Math.max(seq, reached.get(conversation.id) ?? 0));
  if (result.complete) {
    for (const { id, head } of result.conversations)
      if (asked[id] !== undefined) reached.set(id, Math.max(head, reached.get(id) ?? 0));
  }
  const received = receive(next, result.entries);
  const settled: Record<string, Conversation> = { ...received };
  for (const [id, seq] of reached) {
    const conversation = settled[id];
    if (conversation && seq > conversation.cursor) settled[id] = settle({ ...conversation, cursor: seq }, []);
  }
  return settled;
}

/** Takes a page of history that touches the window: it grows by that page. Another page changes nothing. */
export function receiveHistory(log: Log, id: string, page: HistoryPage): Log {
  const known = log[id];
  if (!known || page.to < known.from - 1 || page.from > known.from) return log;
  const grown = { ...known, from: page.from, start: known.start || page.start };
  return { ...log, [id]: settle(grown, page.entries) };
}

/** What `sync` needs to know: where the windows end that have something in them. */
export function cursorsOf(log: Log): Record<string, number> {
  return Object.fromEntries(
    Object.values(log)
      .filter(({ entries, waiting }) => entries.length > 0 || waiting.length > 0)
      .sort((a, b) => lastAt(b).localeCompare(lastAt(a)))
      .slice(0, MOST_CURSORS)
      .map(({ id, cursor }) => [id, cursor]),
  );
}

/**
 * Whether something is known to be missing: an entry, also at the end, or the server's word on a conversation. That word
 * can be older than an empty window: a read mark moves while others write, so its news may know an earlier end of the log.
 */
export function hasGap(log: Log): boolean {
  return Object.values(log).some(
    ({ waiting, info, cursor, entries }) =>
      waiting.length > 0 ||
      info === null ||
      info.head > cursor ||
      (entries.length === 0 && info.head < cursor),
  );
}

/** Whether the log ends before any of these heads. */
export function isBehind(log: Log, heads: Readonly<Record<string, number>>): boolean {
  return Object.entries(heads).some(([id, head]) => (log[id]?.cursor ?? 0) < head);
}

/** The last seq that is known to be there, whether its message is here or not. */
export function headOf({ cursor, info }: Conversation): number {
  return Math.max(cursor, info?.head ?? 0);
}

/** When something was last said in a conversation, ISO 8601; empty when nothing was. */
export function lastAt({ entries, info }: Conversation): string {
  const shown = entries.at(-1)?.message.at ?? '';
  const told = info?.last?.message.at ?? '';
  // ISO 8601 is in order of time when it is in order of letters.
  return [shown, told].sort().at(-1) as string;
}

/** An empty window before which everything is still to be read. */
function emptyFrom(from: number) {
  return { from, cursor: from - 1, start: from <= 1, entries: [], changes: {}, waiting: [] };
}

function begin(info: WireConversation): Conversation {
  const { id, kind, with: other, head } = info;
  return { id, kind, with: other, info, ...emptyFrom(head + 1) };
}

/** Of the same version the later head knows more. */
function isOlder(info: WireConversation, before: WireConversation | null): boolean {
  if (!before) return false;
  return before.version > info.version || (before.version === info.version && before.head > info.head);
}

function inform(known: Conversation, info: WireConversation): Conversation {
  const before = known.info;
  if (isOlder(info, before)) return known;
  return { ...known, info: before ? { ...info, read: Math.max(info.read, before.read) } : info };
}

/** Sorts news and what waited into what may be shown and what must wait on. */
function settle(conversation: Conversation, news: readonly WireLogEntry[]): Conversation {
  let { from, cursor, changes } = conversation;
  const bySeq = new Map<number, WireLogEntry>();
  for (const entry of [...conversation.waiting, ...news]) {
    const same = bySeq.get(entry.seq);
    if (!same || !isShown(same) || (isShown(entry) && !isLater(same, entry))) bySeq.set(entry.seq, entry);
  }
  const messages = new Map(conversation.entries.map((entry) => [entry.seq, entry]));
  const waiting: WireLogEntry[] = [];
  const take = (entry: WireLogEntry) => {
    // A placeholder says nothing; that its seq is no gap is all.
    if (!isShown(entry)) return;
    if (entry.change) changes = later(changes, entry);
    else {
      const shown = messages.get(entry.seq);
      if (!shown || isLater(entry, shown)) messages.set(entry.seq, entry);
    }
  };
  for (const entry of [...bySeq.values()].sort((a, b) => a.seq - b.seq)) {
    if (entry.seq > cursor + 1) waiting.push(entry);
    else if (entry.seq >= from || entry.change) {
      take(entry);
      cursor = Math.max(cursor, entry.seq);
    }
  }
  // What came just before the window, out of order, belongs to it.
  for (let before = bySeq.get(from - 1); before; before = bySeq.get(from - 1)) {
    take(before);
    from -= 1;
  }
  const entries = [...messages.values()]
    .sort((a, b) => a.seq - b.seq)
    .map((entry) => asChanged(entry, changes));
  const start = conversation.start || from <= 1;
  return { ...conversation, from, cursor, start, changes, waiting, entries };
}

/**
 * Whether one view of a message is later than another. A deletion reaches also who left before it: as of then the message
 * has the same `rev`, and is deleted.
 */
export function isLater(a: WireEntry, b: WireEntry): boolean {
  return a.rev > b.rev || (a.rev === b.rev && Boolean(a.message.deletedAt) && !b.message.deletedAt);
}

function later(changes: Conversation['changes'], entry: WireEntry): Conversation['changes'] {
  const known = changes[entry.message.id];
  return known && !isLater(entry, known) ? changes : { ...changes, [entry.message.id]: entry };
}

/** The entry with the latest word on its message. */
export function asChanged(entry: WireEntry, changes: Conversation['changes']): WireEntry {
  const change = changes[entry.message.id];
  if (!change || !isLater(change, entry)) return entry;
  const { reactions: _, ...rest } = entry;
  return {
    ...rest,
    rev: change.rev,
    message: change.message,
    ...(change.reactions && { reactions: change.reactions }),
  };
}
