import { readFile } from 'node:fs/promises';
import { surely } from '../support/eventually';
import { type AlertRows, readAlertRows } from './alert-rows';
import type { Heads } from './history';
import { seenOf, type Window } from './windows';
import { come, type World } from './world';

/** The rows of the database at the end of a run; users by username. */
export interface Rows {
  conversations: { id: string; kind: string; key: string; head: number }[];
  entries: { c: string; seq: number; message: string; change: boolean }[];
  messages: { id: string; sender: string; clientId: string; text: string; deleted: boolean }[];
  memberships: { person: string; c: string; from: number; to: number | null }[];
  marks: { person: string; c: string; read: number }[];
  reactions: { c: string; message: string; reaction: string }[];
  /** What was decided about notifying users. */
  notifications: { person: string; c: string; seq: number; outcome: string }[];
  /** Usernames by the user ids in keys of conversations. */
  users: Record<string, string>;
  alerts: AlertRows;
}

export async function readRows(world: Pick<World, 'db'>): Promise<Rows> {
  const { db } = world;
  const rows = async <T>(sql: string) => (await surely(() => db.pool.query(sql))).rows as T[];
  const users = await rows<{ id: string; username: string }>('SELECT id, username FROM users');
  return {
    users: Object.fromEntries(users.map(({ id, username }) => [id, username])),
    conversations: await rows('SELECT id, kind, key, head FROM conversations'),
    entries: await rows(
      'SELECT conversation_id AS c, seq, message_id AS message, change FROM entries ORDER BY conversation_id, seq',
    ),
    messages: await rows(
      `SELECT m.id, u.username AS sender, m.client_id AS "clientId", m.text, m.deleted_at IS NOT NULL AS deleted
       FROM messages m JOIN users u ON u.id = m.sender_id`,
    ),
    memberships: await rows(
      `SELECT u.username AS person, m.conversation_id AS c, m.from_seq AS from, m.to_seq AS to
       FROM memberships m JOIN users u ON u.id = m.user_id`,
    ),
    marks: await rows(
      'SELECT u.username AS person, k.conversation_id AS c, k.read FROM marks k JOIN users u ON u.id = k.user_id',
    ),
    reactions: await rows(
      `SELECT r.conversation_id AS c, r.message_id AS message, r.emoji || ' ' || u.username AS reaction
       FROM reactions r JOIN users u ON u.id = r.user_id WHERE r.until_seq IS NULL`,
    ),
    notifications: await rows(
      `SELECT u.username AS person, n.conversation_id AS c, n.seq, n.outcome
       FROM notifications n JOIN users u ON u.id = n.user_id`,
    ),
    alerts: await readAlertRows(world),
  };
}

/**
 * Returns the head of each conversation of each user. Omits a room or feed in which the user may read only changes of
 * messages from before the user came.
 */
export const readHeads = (world: Pick<World, 'db'>): Promise<Heads> =>
  byPerson(
    world,
    `SELECT u.username AS person, c.id AS c, c.head AS seq FROM memberships m JOIN users u ON u.id = m.user_id
     JOIN conversations c ON c.id = m.conversation_id
     WHERE m.to_seq IS NULL AND c.head >= m.from_seq AND c.head > 0
       AND (c.kind IN ('group', 'channel') OR EXISTS (
         SELECT 1 FROM memberships r JOIN entries e ON e.conversation_id = r.conversation_id
         WHERE r.user_id = m.user_id AND r.conversation_id = c.id AND NOT e.change
           AND e.seq BETWEEN r.from_seq AND coalesce(r.to_seq, c.head)))`,
  );

/** Returns the read marks of each user. */
export const readMarks = (world: Pick<World, 'db'>): Promise<Heads> =>
  byPerson(
    world,
    `SELECT u.username AS person, k.conversation_id AS c, k.read AS seq FROM marks k JOIN users u ON u.id = k.user_id`,
  );

async function byPerson({ db }: Pick<World, 'db'>, sql: string): Promise<Heads> {
  const { rows } = await surely(() => db.pool.query<{ person: string; c: string; seq: number }>(sql));
  const found: Heads = {};
  for (const { person, c, seq } of rows) found[person] = { ...found[person], [c]: seq };
  return found;
}

/** Returns everything that each user can read in a new session by scrolling up to the beginning. */
export async function readByApi({ nodes, people }: World): Promise<Window[]> {
  const windows: Window[] = [];
  for (const [n, { name, token }] of people.entries()) {
    const url = nodes[n % nodes.length]?.url as string;
    const line = await come(url, { id: name, token });
    for (const { id, from, cursor, info, entries } of Object.values(line.log()))
      windows.push({
        person: name,
        c: id,
        from,
        cursor,
        read: info?.read ?? 0,
        entries: entries.map(seenOf),
      });
    await line.close();
  }
  return windows;
}

export async function readWindows(files: string[]): Promise<Window[]> {
  const all = await Promise.all(files.map(async (file) => JSON.parse(await readFile(file, 'utf8'))));
  return all.flat();
}
