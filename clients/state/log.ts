import type { SyncResult } from '@/protocol/events';
import type {
  ConversationKind,
  HistoryPage,
  WireConversation,
  WireDraft,
  WireEntry,
  WireLogEntry,
  WireReceipt,
} from '@/protocol/messages';
import { isShown } from '@/protocol/placeholder';

/**
 * What this client has of one conversation's log: a window of it, ordered by seq, without a gap that the user could
 * read. `waiting` has the entries after a gap.
 */
export interface Conversation {
  id: string;
  kind: ConversationKind;
  with: string | null;
  /** The conversation as the server described it last; null before that. */
  info: WireConversation | null;
  /** The window has every readable entry from this seq ... */
  from: number;
  /** ... to this one. */
  cursor: number;
  /** No readable entry is before the window. */
  start: boolean;
  /** The messages of the window, each in its latest version. */
  entries: readonly WireEntry[];
  /** The latest change of each message, by message id. A change can arrive before its message. */
  changes: Readonly<Record<string, WireEntry>>;
  waiting: readonly WireLogEntry[];
  /**
   * The `erasures` of the description with which the window began: while they are the same, its entries name no erased
   * user. Missing when they are not known.
   */
  erasures?: number | undefined;
}

/** Conversations by id. */
export type Log = Readonly<Record<string, Conversation>>;

/** The most conversations that one sync names, newest first: more would not fit into a frame. */
const MAX_CURSORS = 1_000;

/** Returns the log with live entries, which may arrive in any order and more than once. */
export function receive(log: Log, entries: readonly WireLogEntry[]): Log {
  const byConversation = new Map<string, WireLogEntry[]>();
  for (const entry of entries) {
    const { id } = entry.conversation;
    byConversation.set(id, [...(byConversation.get(id) ?? []), entry]);
  }
  const next: Record<string, Conversation> = { ...log };
  for (const [id, list] of byConversation) {
    const first = Math.min(...list.map(({ seq }) => seq));
    const { conversation } = list[0] as WireLogEntry;
    // A conversation whose first entries are all placeholders does not exist for this user yet.
    if (!log[id] && !list.some(isShown)) continue;
    const known = log[id] ?? { ...conversation, info: null, ...emptyFrom(first) };
    next[id] = settle(known, list);
  }
  return entries.length === 0 ? log : next;
}

/** Returns the log with a conversation as the server describes it now. An older description changes nothing. */
export function receiveConversation(log: Log, info: WireConversation): Log {
  const known = log[info.id];
  const after = known ? inform(known, info) : begin(info);
  return after === known ? log : { ...log, [info.id]: after };
}

/** Returns the log with the draft that the server has stored. An older draft changes nothing. */
export function receiveDraft(log: Log, id: string, draft: WireDraft): Log {
  const known = log[id];
  if (!known?.info || laterDraft(known.info.draft, draft) !== draft) return log;
  return { ...log, [id]: { ...known, info: { ...known.info, draft } } };
}

/** Returns the log with what the user may know now of the other person of a direct conversation. */
export function receiveReceipt(log: Log, id: string, receipt: WireReceipt): Log {
  const known = log[id];
  if (!known?.info) return log;
  return {
    ...log,
    [id]: { ...known, info: { ...known.info, receipt: latest(known.info.receipt, receipt) } },
  };
}

/** Returns the later numbers of two receipts. */
const latest = (before: WireReceipt | undefined, { delivered, read }: WireReceipt): WireReceipt => ({
  delivered: Math.max(delivered, before?.delivered ?? 0),
  read: Math.max(read, before?.read ?? 0),
});

/** Returns the later of two drafts; the first if they have the same time. ISO 8601 times sort as texts. */
function laterDraft(before: WireDraft | undefined, draft: WireDraft | undefined): WireDraft | undefined {
  return before && (!draft || draft.at <= before.at) ? before : draft;
}

/**
 * Returns the log with the answer to `sync`. For the conversations in `cursors`, the cursors of the request, the answer
 * has every readable entry after them; the cursor may pass over seqs that it leaves out. Other conversations begin at
 * their head; `history` has what is before.
 */
export function receiveSync(log: Log, cursors: Readonly<Record<string, number>>, result: SyncResult): Log {
  const next: Record<string, Conversation> = { ...log };
  for (const info of result.conversations) {
    const known = next[info.id];
    // The window ends before the head of the answer, or begins after it.
    const doesNotMeet = known && (known.cursor < info.head || known.from > info.head + 1);
    if (!known || (cursors[info.id] === undefined && doesNotMeet && !isOlder(info, known.info))) {
      const afterHead = known
        ? [...known.entries, ...known.waiting].filter(({ seq }) => seq > info.head)
        : [];
      const changes = known?.changes ?? {};
      next[info.id] = settle({ ...begin(info), changes }, afterHead);
    } else next[info.id] = inform(known, info);
  }
  const reached = new Map<string, number>();
  for (const { conversation, seq } of result.entries)
    reached.set(conversation.id, Math.max(seq, reached.get(conversation.id) ?? 0));
  if (result.complete) {
    for (const { id, head } of result.conversations)
      if (cursors[id] !== undefined) reached.set(id, Math.max(head, reached.get(id) ?? 0));
  }
  const received = receive(next, result.entries);
  const settled: Record<string, Conversation> = { ...received };
  for (const [id, seq] of reached) {
    const conversation = settled[id];
    if (conversation && seq > conversation.cursor) settled[id] = settle({ ...conversation, cursor: seq }, []);
  }
  return settled;
}

/** Returns the log with a page of history that touches the window. Any other page changes nothing. */
export function receiveHistory(log: Log, id: string, page: HistoryPage): Log {
  const known = log[id];
  if (!known || page.to < known.from - 1 || page.from > known.from) return log;
  const grown = { ...known, from: page.from, start: known.start || page.start };
  return { ...log, [id]: settle(grown, page.entries) };
}

/** Returns the cursors for `sync`: the ends of the windows that are not empty. */
export function cursorsOf(log: Log): Record<string, number> {
  return Object.fromEntries(
    Object.values(log)
      .filter(({ entries, waiting }) => entries.length > 0 || waiting.length > 0)
      .sort((a, b) => lastAt(b).localeCompare(lastAt(a)))
      .slice(0, MAX_CURSORS)
      .map(({ id, cursor }) => [id, cursor]),
  );
}

/**
 * Whether the log is known to miss something: an entry, also at the end, or the description of a conversation. The
 * description can have an older head than the start of an empty window, because a read mark moves while others write.
 * The cursor is not compared: a change of a message that the window does not have moves it, and nothing is missing.
 */
export function hasGap(log: Log): boolean {
  return Object.values(log).some(
    ({ waiting, info, cursor, from, entries }) =>
      waiting.length > 0 ||
      info === null ||
      info.head > cursor ||
      (entries.length === 0 && info.head < from - 1),
  );
}

/** Whether any conversation's cursor is before its head in `heads`. */
export function isBehind(log: Log, heads: Readonly<Record<string, number>>): boolean {
  return Object.entries(heads).some(([id, head]) => (log[id]?.cursor ?? 0) < head);
}

/** Returns the last seq that is known to exist, whether its entry has arrived or not. */
export function headOf({ cursor, info }: Conversation): number {
  return Math.max(cursor, info?.head ?? 0);
}

/** Returns the time of the last message, ISO 8601; empty when there is none. */
export function lastAt({ entries, info }: Conversation): string {
  const shown = entries.at(-1)?.message.at ?? '';
  const lastKnown = info?.last?.message.at ?? '';
  // ISO 8601 times sort by time when they sort by letters.
  return [shown, lastKnown].sort().at(-1) as string;
}

/**
 * Returns the log without the conversations that may name a user who was erased since this client listened. The others
 * are described as they are now.
 */
export function withoutErased(log: Log, conversations: readonly WireConversation[]): Log {
  const kept: Record<string, Conversation> = {};
  for (const info of conversations) {
    const known = log[info.id];
    if (known && namesNoErased(known, info)) kept[info.id] = { ...known, info };
  }
  return kept;
}

/** Returns whether no user was erased of whom a conversation showed something, between its window and the description. */
export function namesNoErased({ erasures }: Conversation, now: WireConversation): boolean {
  return erasures !== undefined && erasures === now.erasures;
}

/** Returns an empty window at `from`, with all earlier entries still to be read. */
function emptyFrom(from: number) {
  return { from, cursor: from - 1, start: from <= 1, entries: [], changes: {}, waiting: [] };
}

function begin(info: WireConversation): Conversation {
  const { id, kind, with: other, head, erasures } = info;
  return { id, kind, with: other, info, erasures, ...emptyFrom(head + 1) };
}

/** Of two descriptions with the same version the later head is newer. */
function isOlder(info: WireConversation, before: WireConversation | null): boolean {
  if (!before) return false;
  return before.version > info.version || (before.version === info.version && before.head > info.head);
}

function inform(known: Conversation, info: WireConversation): Conversation {
  const before = known.info;
  if (isOlder(info, before)) return known;
  if (!before) return { ...known, info };
  const draft = laterDraft(before.draft, info.draft);
  return {
    ...known,
    info: {
      ...info,
      read: Math.max(info.read, before.read),
      ...(draft && { draft }),
      // Without one the user has turned receipts off.
      ...(info.receipt && { receipt: latest(before.receipt, info.receipt) }),
    },
  };
}

/** Merges new and waiting entries into the window; entries after a gap go on waiting. */
function settle(conversation: Conversation, received: readonly WireLogEntry[]): Conversation {
  let { from, cursor, changes } = conversation;
  const bySeq = new Map<number, WireLogEntry>();
  for (const entry of [...conversation.waiting, ...received]) {
    const same = bySeq.get(entry.seq);
    if (!same || !isShown(same) || (isShown(entry) && !isLater(same, entry))) bySeq.set(entry.seq, entry);
  }
  const messages = new Map(conversation.entries.map((entry) => [entry.seq, entry]));
  const waiting: WireLogEntry[] = [];
  const take = (entry: WireLogEntry) => {
    // A placeholder only shows that its seq is no gap.
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
  // Entries that arrived out of order just before the window extend it.
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
 * Whether `a` is a later version of a message than `b`. A user who left before a deletion receives it under the same
 * `rev`; then the deleted version is the later one.
 */
export function isLater(a: WireEntry, b: WireEntry): boolean {
  return a.rev > b.rev || (a.rev === b.rev && Boolean(a.message.deletedAt) && !b.message.deletedAt);
}

function later(changes: Conversation['changes'], entry: WireEntry): Conversation['changes'] {
  const known = changes[entry.message.id];
  return known && !isLater(entry, known) ? changes : { ...changes, [entry.message.id]: entry };
}

/** Returns the entry with the latest version of its message. */
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
