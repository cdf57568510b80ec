import type { Rows } from '../final';
import type { Act, Happening, Moved } from '../history';
import type { Window } from '../windows';

/** All that a rule may look at. */
export interface Facts {
  history: Happening[];
  rows: Rows;
  /** What every tab shows in the end. */
  windows: Window[];
  /** What everybody reads who begins anew in the end. */
  api: Window[];
  /** Who was in what before the first happening. */
  places: {
    clubs: { c: string; members: string[] }[];
    /** Channels that people join and leave by themselves. */
    doors: string[];
    /** People who share where they are, by the lawn that they are on. */
    lawns: string[][];
  };
}

/** Something that somebody did, and what came of it. */
export interface Operation<A extends Act = Act> {
  op: string;
  person: string;
  act: A;
  began: number;
  /** When it was acknowledged; null when it never was. */
  ok: number | null;
  refused: boolean;
}
export type Send = Operation<Extract<Act, { do: 'send' }>>;

/** The first and the last seq of a time in a conversation; `Infinity` where it goes on. */
interface Stay {
  from: number;
  to: number;
}

/** A message as it is stored. */
type Stored = Rows['messages'][number] & { tag: string; places: { c: string; seq: number }[] };

export interface Indexed extends Facts {
  operations: Operation[];
  sends: Send[];
  messages: Map<string, Stored>;
  /** Messages by `<sender> <client id>`, and by the operation that their text names. */
  byClientId: Map<string, Stored>;
  byTag: Map<string, Stored[]>;
  conversations: Map<string, Rows['conversations'][number]>;
  /** Ids of messages by conversation and seq, without the entries that only change one. */
  entries: Map<string, Map<number, string>>;
  /** The last entry of each message in a conversation, by `<conversation> <message>`: it or what changed it last. */
  last: Map<string, number>;
  /** `<conversation> <message> <emoji> <username>`. */
  reactions: Set<string>;
  /** When each person was in a conversation, by `<username> <conversation>`. */
  stays: Map<string, Stay[]>;
  mayRead(person: string, c: string, seq: number): boolean;
  moves: (Moved & { t: number })[];
}

/** Makes of facts what the rules ask for again and again. */
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
    // What is deleted has no text any more to say what it was.
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

/** What a map has at a key, made if it is not there. */
export function at<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** The people a direct conversation or a feed is of, by username. */
export function ownersOf({ key }: { key: string }, users: Rows['users']): string[] {
  return key
    .split(':')
    .slice(1)
    .map((id) => users[id] ?? id);
}
