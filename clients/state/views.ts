import type { Address } from '@/protocol/events';
import type { WireEntry } from '@/protocol/messages';
import { asChanged, type Conversation, type Log, lastAt } from './log';
import type { Outgoing } from './outgoing';
import type { Blocks, State } from './state';

/** What is looked at and written to: a conversation, whether anything was ever said in it or not. */
export type View =
  | { of: 'nearby' }
  /** The room of the building that one is in, whichever that is. */
  | { of: 'building' }
  | { of: 'direct'; username: string }
  | { of: 'conversation'; id: string };

/** One text for a view: to compare and to key by, and what stands in an address. */
export function keyOf(view: View): string {
  switch (view.of) {
    case 'direct':
      return `@${view.username}`;
    case 'conversation':
      return view.id;
    default:
      return view.of;
  }
}

/** The view of a key; null for a text that is none. */
export function viewOf(key: string): View | null {
  if (key === 'nearby' || key === 'building') return { of: key };
  if (/^@(?!\.{1,2}$)[A-Za-z0-9._-]{1,64}$/.test(key)) return { of: 'direct', username: key.slice(1) };
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(key)
    ? { of: 'conversation', id: key.toLowerCase() }
    : null;
}

/** The conversation that a view shows; null while there is none. `building` is the own one's id. */
export function conversationOf(log: Log, view: View, building: string | null): Conversation | null {
  if (view.of === 'conversation') return log[view.id] ?? null;
  return Object.values(log).find((conversation) => shows(view, conversation, building)) ?? null;
}

function shows(view: View, { id, kind, with: other }: Conversation, building: string | null): boolean {
  switch (view.of) {
    case 'nearby':
      return kind === 'nearby';
    case 'building':
      return kind === 'building' && other === building;
    case 'direct':
      return kind === 'direct' && other === view.username;
    case 'conversation':
      return id === view.id;
  }
}

/** The one view that shows a conversation: it would have more than one name without it. */
export function viewIn(
  { id, kind, with: other }: Pick<Conversation, 'id' | 'kind' | 'with'>,
  building: string | null,
): View {
  if (kind === 'nearby') return { of: 'nearby' };
  if (kind === 'building' && other !== null && other === building) return { of: 'building' };
  if (kind === 'direct' && other !== null) return { of: 'direct', username: other };
  return { of: 'conversation', id };
}

/** Whom a message written in a view is for. */
export function addressOf(view: View, conversation: Conversation | null): Address {
  if (view.of === 'nearby') return { to: 'range' };
  if (conversation) return { to: 'conversation', id: conversation.id };
  switch (view.of) {
    case 'building':
      return { to: 'building' };
    case 'direct':
      return { to: 'people', users: [view.username] };
    case 'conversation':
      return { to: 'conversation', id: view.id };
  }
}

/** Messages of ours that still wait to go where the view shows them. */
export function outgoingIn(
  outgoing: readonly Outgoing[],
  view: View,
  conversation: Conversation | null,
): Outgoing[] {
  return outgoing.filter(({ address }) => leadsTo(address, view, conversation));
}

function leadsTo(address: Address, view: View, conversation: Conversation | null): boolean {
  switch (address.to) {
    case 'range':
      return view.of === 'nearby';
    case 'building':
      return view.of === 'building';
    case 'people':
      return view.of === 'direct' && address.users.includes(view.username);
    case 'conversation':
      return conversation?.id === address.id;
  }
}

/** Why nothing can be written now; null when something can. */
export function obstacle(
  { place }: Pick<State, 'place'>,
  view: View,
  conversation: Conversation | null,
): 'off' | 'waiting' | 'no building' | 'left' | null {
  switch (view.of) {
    case 'nearby':
      if (!place?.sharing) return 'off';
      return place.state === 'waiting' ? 'waiting' : null;
    case 'building':
      return place?.building ? null : 'no building';
    default:
      return conversation?.info?.open === false ? 'left' : null;
  }
}

/** One line of the list of conversations. */
export interface ListItem {
  view: View;
  conversation: Conversation | null;
  /** When something was last said, ISO 8601; empty when nothing was. */
  at: string;
}

/**
 * Every conversation there is to choose from, in no order: what is around, there even when nothing was said yet; what
 * one is in; and what one has left. `begun` are further views that have something of ours in them.
 */
export function listItemsOf(
  log: Log,
  building: string | null,
  begun: readonly View[],
): { around: ListItem[]; recent: ListItem[]; left: ListItem[] } {
  const line = (view: View): ListItem => {
    const conversation = conversationOf(log, view, building);
    return { view, conversation, at: conversation ? lastAt(conversation) : '' };
  };
  const around = [line({ of: 'nearby' }), line({ of: 'building' })];
  const recent = begun
    .map(line)
    .filter(({ view, conversation }) => view.of === 'direct' && conversation === null);
  const left: ListItem[] = [];
  for (const conversation of Object.values(log)) {
    const view = viewIn(conversation, building);
    if (view.of === 'nearby' || view.of === 'building') continue;
    // Whoever was written to directly is gone, if it is closed: it was not left.
    const { kind, info } = conversation;
    const closed = kind === 'building' || (kind !== 'direct' && info?.open === false);
    (closed ? left : recent).push({ view, conversation, at: lastAt(conversation) });
  }
  return { around, recent, left };
}

/** The newest message, as it is by now. */
export function newestIn({ entries, info, changes }: Conversation): WireEntry | null {
  const shown = entries.at(-1);
  const told = info?.last;
  const newest = shown && (!told || shown.seq >= told.seq) ? shown : told;
  return newest ? asChanged(newest, changes) : null;
}

/** The last seq that the user has seen: the server's word, or where this device has read on since. */
export function readIn(conversation: Conversation, read: State['read']): number {
  return Math.max(read[conversation.id] ?? 0, conversation.info?.read ?? 0);
}

/** Others' messages that nobody has seen, and those of them that name the user. */
export interface Unread {
  count: number;
  mentions: number;
}

const NONE: Unread = { count: 0, mentions: 0 };

/** Whether somebody whom the user has blocked said it. */
export function isBlocked({ users }: Blocks, { from }: Pick<WireEntry['message'], 'from'>): boolean {
  return from.kind === 'user' && users.has(from.id);
}

/** Whether a message asks to be read: another's, not deleted, and of nobody who is blocked. */
export function countsAsUnread({ message }: WireEntry, you: string, blocks: Blocks): boolean {
  return message.from.id !== you && !message.deletedAt && !isBlocked(blocks, message);
}

/**
 * What is unread in a conversation: the server's count as far as its word goes, and from there, or where this device
 * has read on since, what is in the window.
 */
export function unreadIn(
  conversation: Conversation,
  { read, you, blocks }: { read: State['read']; you: string; blocks: Blocks },
): Unread {
  const { info, entries, from } = conversation;
  const told = info ?? { read: 0, head: 0, unread: 0, mentions: 0 };
  const seen = readIn(conversation, read);
  // The window counts from the read mark if it reaches that far back, and from the end of the server's count if not.
  const counted = seen === told.read && from > seen + 1;
  const after = counted ? told.head : seen;
  let { unread: count, mentions } = counted ? told : { unread: 0, mentions: 0 };
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i] as WireEntry;
    if (entry.seq <= after) break;
    if (!countsAsUnread(entry, you, blocks)) continue;
    count++;
    if (entry.message.mentions?.some(({ id }) => id === you)) mentions++;
  }
  return count > 0 ? { count, mentions } : NONE;
}

/** Others' messages that nobody has seen, by conversation id. */
export function unreadOf(state: Pick<State, 'log' | 'read' | 'you' | 'blocks'>): Record<string, number> {
  const unread: Record<string, number> = {};
  for (const conversation of Object.values(state.log)) {
    const { count } = unreadIn(conversation, { ...state, you: state.you.id });
    if (count > 0) unread[conversation.id] = count;
  }
  return unread;
}

/** How many unread messages ask for attention: all but what is muted, where only a mention does. */
export function attentionCount({
  log,
  read,
  you,
  blocks,
}: Pick<State, 'log' | 'read' | 'you' | 'blocks'>): number {
  let sum = 0;
  for (const conversation of Object.values(log)) {
    const { count, mentions } = unreadIn(conversation, { read, you: you.id, blocks });
    sum += conversation.info?.muted ? mentions : count;
  }
  return sum;
}

/**
 * In order of name as a reader of that language sorts and counts ("Person 2" before "Person 10"), then of id.
 * @param locale a BCP 47 tag.
 */
export function sortByName<T extends { id: string; name: string }>(
  people: readonly T[],
  locale: string,
): T[] {
  const { compare } = new Intl.Collator(locale, { numeric: true });
  return [...people].sort((a, b) => compare(a.name, b.name) || (a.id < b.id ? -1 : 1));
}
