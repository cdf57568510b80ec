import type { ServerEventArgs } from '@/protocol/events';
import type { WireEntry } from '@/protocol/messages';
import type { State } from './state';

export type Writer = ServerEventArgs<'typing'>[0]['people'][number];

/** Milliseconds for which a person counts as writing without news. */
const WRITING_MS = 6_000;

/**
 * Returns the state after people wrote in a conversation; `now` is the time of this device. A person of whom a later
 * message has arrived is not writing. Forgets those whose time is over.
 */
export function startWriting(
  state: State,
  conversation: string,
  people: readonly Writer[],
  now: number,
): State {
  const sent = new Map<string, string>();
  for (const { message } of state.log[conversation]?.entries ?? []) sent.set(message.from.id, message.at);
  // ISO 8601 times sort as texts.
  const still = people.filter(({ id, at }) => at > (sent.get(id) ?? ''));
  const before = Object.entries(state.writing[conversation] ?? {}).filter(([, until]) => until > now);
  const after = still.map(({ id }) => [id, now + WRITING_MS] as const);
  // The page shows one conversation at a time.
  return { ...state, writing: { [conversation]: Object.fromEntries([...before, ...after]) } };
}

/** Returns who is writing after messages arrived: their senders are not. */
export function stopWriting(writing: State['writing'], entries: readonly WireEntry[]): State['writing'] {
  let next = writing;
  for (const { conversation, change, message } of entries) {
    const people = next[conversation.id];
    if (change || people?.[message.from.id] === undefined) continue;
    const { [message.from.id]: _, ...others } = people;
    next = { ...next, [conversation.id]: others };
  }
  return next;
}

/**
 * Returns the usernames of those people who are writing at a time of this device, and until when that holds: `Infinity`
 * if nobody is.
 */
export function writersAt(
  writing: Readonly<Record<string, number>> | undefined,
  now: number,
): { people: string[]; until: number } {
  const people = Object.entries(writing ?? {}).filter(([, until]) => until > now);
  return { people: people.map(([id]) => id), until: Math.min(...people.map(([, until]) => until)) };
}
