import type { WireEntry } from '@/protocol/messages';
import type { Tab } from './tab';

/** A message as a user sees it at the end of a run. */
export interface Seen {
  seq: number;
  id: string;
  text: string;
  deleted: boolean;
  /** `<emoji> <username>`, in alphabetical order. */
  reactions: string[];
}

/** The messages of one conversation that a tab, or a new session that reads everything, shows at the end. */
export interface Window {
  person: string;
  c: string;
  from: number;
  cursor: number;
  read: number;
  entries: Seen[];
}

export function windowsOf({ person, store }: Pick<Tab, 'person' | 'store'>): Window[] {
  return Object.values(store().get().log).map(({ id, from, cursor, info, entries }) => ({
    person,
    c: id,
    from,
    cursor,
    read: info?.read ?? 0,
    entries: entries.map(seenOf),
  }));
}

export function seenOf({ seq, message, reactions = [] }: WireEntry): Seen {
  return {
    seq,
    id: message.id,
    text: message.text,
    deleted: message.deletedAt !== undefined,
    reactions: reactions.flatMap(({ emoji, by }) => by.map((name) => `${emoji} ${name}`)).sort(),
  };
}
