import type { Rows } from '../final';
import type { Act, Happening, Moved } from '../history';
import type { Window } from '../windows';

/** The data that the rules check. */
export interface Facts {
  history: Happening[];
  rows: Rows;
  /** The content of every tab at the end. */
  windows: Window[];
  /** The content that every user reads in a new session at the end. */
  api: Window[];
  /** The memberships and locations before the first observation. */
  places: {
    clubs: { c: string; members: string[] }[];
    /** Channels that users join and leave by themselves. */
    doors: string[];
    /** Users who share their location, by lawn. */
    lawns: string[][];
  };
}

/** An operation of a user, and its result. */
export interface Operation<A extends Act = Act> {
  op: string;
  person: string;
  act: A;
  began: number;
  /** The time of the acknowledgement; null without one. */
  ok: number | null;
  refused: boolean;
}
export type Send = Operation<Extract<Act, { do: 'send' }>>;

/** The first and the last seq of a stay in a conversation; `Infinity` while it is open. */
interface Stay {
  from: number;
  to: number;
}

/** A message as the database stores it. */
type Stored = Rows['messages'][number] & { tag: string; places: { c: string; seq: number }[] };

export interface Indexed extends Facts {
  operations: Operation[];
  sends: Send[];
  messages: Map<string, Stored>;
  /** Messages by `<sender> <client id>`, and by the operation in their text. */
  byClientId: Map<string, Stored>;
  byTag: Map<string, Stored[]>;
  conversations: Map<string, Rows['conversations'][number]>;
  /** Ids of messages by conversation and seq, without changes. */
  entries: Map<string, Map<number, string>>;
  /**
   * The last entry of each message in a conversation, by `<conversation> <message>`: the message or its last change.
   */
  last: Map<string, number>;
  /** `<conversation> <message> <emoji> <username>`. */
  reactions: Set<string>;
  /** The stays of each user in a conversation, by `<username> <conversation>`. */
  stays: Map<string, Stay[]>;
  mayRead(person: string, c: string, seq: number): boolean;
  moves: (Moved & { t: number })[];
}

/** Returns the facts with the indexes that the rules use. */
export function index(facts: Facts): Indexed {
  const { history, rows } = facts;
  const operations = new Map<string, Operation>();
  for (const record of history) {
    if (record.e === 'invoke') {
      const { op, person, act, t } = record;
      operations.set(op, { op, person, act, began: t, ok: null, refused: false });
      continue;
    }
    if (record.e !== 'ok' && record.e !== 'fail') continue;
    const operation = operations.get(record.op);
    if (!operation) continue;
    if (record.e === 'ok') operation.ok ??= record.t;
    else operation.refused = true;
  }

  const entries = new Map<string, Map<number, string>>();
  const places = new Map<string, { c: string; seq: number }[]>();
  const last = new Map<string, number>();
  for (const { c, seq, message, change } of rows.entries) {
    last.set(`${c} ${message}`, Math.max(seq, last.get(`${c} ${message}`) ?? 0));
    if (change) continue;
    at(entries, c, () => new Map<number, string>()).set(seq, message);
    at(places, message, () => [] as { c: string; seq: number }[]).push({ c, seq });
  }
  const tags = new Map<string, string>();
  for (const { person, act, op } of operations.values())
    if (act.do === 'send') tags.set(`${person} ${act.clientId}`, op);
  const messages = new Map<string, Stored>();
  const byTag = new Map<string, Stored[]>();
  for (const row of rows.messages) {
    // A deleted message has no text from which to read its operation.
    const tag = tags.get(`${row.sender} ${row.clientId}`) ?? (row.text.split(' ', 1)[0] as string);
    const stored = { ...row, tag, places: places.get(row.id) ?? [] };
    messages.set(row.id, stored);
    at(byTag, tag, () => [] as Stored[]).push(stored);
  }
  const stays = new Map<string, Stay[]>();
  for (const { person, c, from, to } of rows.memberships)
    at(stays, `${person} ${c}`, () => [] as Stay[]).push({ from, to: to ?? Number.POSITIVE_INFINITY });
  const all = [...operations.values()];
  return {
    ...facts,
    operations: all,
    sends: all.filter((operation): operation is Send => operation.act.do === 'send'),
    messages,
    byClientId: new Map(
      [...messages.values()].map((message) => [`${message.sender} ${message.clientId}`, message]),
    ),
    byTag,
    conversations: new Map(rows.conversations.map((conversation) => [conversation.id, conversation])),
    entries,
    last,
    reactions: new Set(rows.reactions.map(({ c, message, reaction }) => `${c} ${message} ${reaction}`)),
    stays,
    mayRead: (person, c, seq) =>
      (stays.get(`${person} ${c}`) ?? []).some(({ from, to }) => from <= seq && seq <= to),
    moves: history.filter((record): record is Moved & { t: number } => record.e === 'moved'),
  };
}

/** Returns the value of a key; adds a new one if the key is missing. */
export function at<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const value = make();
  map.set(key, value);
  return value;
}

/** Returns the users of a direct conversation or a feed, by username. */
export function ownersOf({ key }: { key: string }, users: Rows['users']): string[] {
  return key
    .split(':')
    .slice(1)
    .map((id) => users[id] ?? id);
}
