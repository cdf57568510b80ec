import type { Address } from '@/protocol/events';
import type { WireEntry } from '@/protocol/messages';
import { asChanged, type Conversation, type Log, lastAt } from './log';
import type { Outgoing } from './outgoing';
import type { Blocks, State } from './state';

/** What the page can open: a conversation, also one that has no messages yet. */
export type View =
  | { of: 'nearby' }
  /** The room of the building that the user is in. */
  | { of: 'building' }
  | { of: 'direct'; username: string }
  | { of: 'conversation'; id: string };

/** Returns the key of a view: it identifies the view and is part of the page's URL. */
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

/** Returns the view of a key; null when the key is invalid. */
export function viewOf(key: string): View | null {
  if (key === 'nearby' || key === 'building') return { of: key };
  if (/^@(?!\.{1,2}$)[A-Za-z0-9._-]{1,64}$/.test(key)) return { of: 'direct', username: key.slice(1) };
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(key)
    ? { of: 'conversation', id: key.toLowerCase() }
    : null;
}

/** Returns the conversation that a view shows, or null. `building` is the id of the user's building. */
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

/** Returns the canonical view of a conversation, which several views could show. */
export function viewIn(
  { id, kind, with: other }: Pick<Conversation, 'id' | 'kind' | 'with'>,
  building: string | null,
): View {
  if (kind === 'nearby') return { of: 'nearby' };
  if (kind === 'building' && other !== null && other === building) return { of: 'building' };
  if (kind === 'direct' && other !== null) return { of: 'direct', username: other };
  return { of: 'conversation', id };
}

/** Returns the address of a message written in a view. */
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

/** Returns the unacknowledged messages that belong in a view. */
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

/** Returns why the user cannot write in a view now; null when the user can. */
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

/** An item of the list of conversations. */
export interface ListItem {
  view: View;
  conversation: Conversation | null;
  /** The time of the last message, ISO 8601; empty when there is none. */
  at: string;
}

/**
 * Returns the items of the list of conversations, unordered: `around` (nearby and building, always there), `recent`
 * (the user is a member) and `left` (the user was). `begun` are further views with drafts or unsent messages.
 */
export function listItemsOf(
  log: Log,
  building: string | null,
  begun: readonly View[],
): { around: ListItem[]; recent: ListItem[]; left: ListItem[] } {
  const item = (view: View): ListItem => {
    const conversation = conversationOf(log, view, building);
    return { view, conversation, at: conversation ? lastAt(conversation) : '' };
  };
  const around = [item({ of: 'nearby' }), item({ of: 'building' })];
  const recent = begun
    .map(item)
    .filter(({ view, conversation }) => view.of === 'direct' && conversation === null);
  const left: ListItem[] = [];
  for (const conversation of Object.values(log)) {
    const view = viewIn(conversation, building);
    if (view.of === 'nearby' || view.of === 'building') continue;
    // A closed direct conversation means that the other user was erased; the user did not leave it.
    const { kind, info } = conversation;
    const closed = kind === 'building' || (kind !== 'direct' && info?.open === false);
    (closed ? left : recent).push({ view, conversation, at: lastAt(conversation) });
  }
  return { around, recent, left };
}

/** Returns the newest message in its latest version, or null. */
export function newestIn({ entries, info, changes }: Conversation): WireEntry | null {
  const shown = entries.at(-1);
  const lastKnown = info?.last;
  const newest = shown && (!lastKnown || shown.seq >= lastKnown.seq) ? shown : lastKnown;
  return newest ? asChanged(newest, changes) : null;
}

/** Whether a user that this user blocked sent the message. A user who blocked this user does not count. */
export function isFromBlocked({ users }: Blocks, { from }: Pick<WireEntry['message'], 'from'>): boolean {
  return from.kind === 'user' && users.has(from.id);
}

/**
 * Sorts people by name as readers of the language sort ("Person 2" before "Person 10"), then by id.
 * @param locale a BCP 47 tag.
 */
export function sortByName<T extends { id: string; name: string }>(
  people: readonly T[],
  locale: string,
): T[] {
  const { compare } = new Intl.Collator(locale, { numeric: true });
  return [...people].sort((a, b) => compare(a.name, b.name) || (a.id < b.id ? -1 : 1));
}
