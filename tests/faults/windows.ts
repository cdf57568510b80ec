import type { WireEntry } from '@/protocol/messages';
import type { Tab } from './tab';

/** A message as somebody sees it in the end. */
export interface Seen {
  seq: number;
  id: string;
  text: string;
  deleted: boolean;
  /** `<emoji> <username>`, in order of letters. */
  reactions: string[];
}

/** What a tab, or a session that reads everything anew, shows of one conversation in the end. */
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
