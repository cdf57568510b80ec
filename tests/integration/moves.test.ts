import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { fail } from '@/protocol/errors';
import type { SyncResult } from '@/protocol/events';
import type { WireEntry } from '@/protocol/messages';
import type { UserActor } from '@/server/actor';
import { sendMessage } from '@/server/conversations/send-message';
import { readersOf } from '@/server/conversations/store/memberships';
import { readConversations } from '@/server/conversations/store/views';
import { syncLog } from '@/server/conversations/sync-log';
import { changePresence, refreshPresence } from '@/server/presence/change-presence';
import { reportPosition } from '@/server/presence/report-position';
import { withCores } from '../support/suite';

/** A node of the plan of a statement. */
interface Plan {
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  Plans?: Plan[];
}

/** A second node on the same database. */
const { core, other } = withCores();

const sql = (text: string, ...values: unknown[]) => core.db.pool.query(text, values);
const enter = (user: UserActor, buildingId: string | null, node = core) =>
  changePresence(node.app, user.userId, { buildingId }, { moved: true });
const enterAll = (users: UserActor[], buildingId: string | null) =>
  Promise.all(users.map((user) => enter(user, buildingId)));
/** Returns the room that each user is in. */
const roomsOf = async (users: UserActor[]) => {
  const { rows } = await sql(
    `SELECT m.user_id AS "userId", c.key FROM memberships m JOIN conversations c ON c.id = m.conversation_id
     WHERE m.to_seq IS NULL AND c.kind = 'building' AND m.user_id = ANY($1)`,
    users.map(({ userId }) => userId),
  );
  return users.map(({ userId }) =>
    rows.flatMap((row) => (row.userId === userId ? row.key.replace('building:', '') : [])),
  );
};
/** Returns users with a session. */
const present = async (count: number) => {
  const users = await core.people(count);
  await Promise.all(users.map((user) => core.session(user)));
  return users;
};
const say = (actor: UserActor, text: string) =>
  sendMessage(core.app, { actor, address: { to: 'building' }, text, clientId: randomUUID() });
/** Returns the names of the buildings of each of a user's moves. */
const moves = async ({ userId }: UserActor) =>
  (
    await sql(
      `SELECT from_building, to_building FROM activity WHERE user_id = $1 AND code = 'moved' ORDER BY id`,
      userId,
    )
  ).rows.map(({ from_building, to_building }) => [from_building, to_building]);
/** Locks a user's presence on the other node while `work` runs. */
async function whileLocked(user: UserActor, work: (unlock: () => Promise<unknown>) => Promise<void>) {
  const lock = await other.db.pool.connect();
  await lock.query('BEGIN');
  await lock.query('SELECT 1 FROM presences WHERE user_id = $1 FOR UPDATE', [user.userId]);
  try {
    await work(() => lock.query('ROLLBACK'));
  } finally {
    await lock.query('ROLLBACK');
    lock.release();
  }
}

/** Writes `count` entries into a building's room, all by one user. */
async function fill(buildingId: string, count: number, { userId }: UserActor): Promise<void> {
  await sql(
    `WITH written AS (
       INSERT INTO messages (sender_id, client_id, text)
       SELECT $1, gen_random_uuid(), 'entry ' || n FROM generate_series(1, $3::int) n RETURNING id),
     room AS (UPDATE conversations SET head = head + $3 WHERE key = 'building:' || $2 RETURNING id, head)
     INSERT INTO entries (conversation_id, seq, message_id)
     SELECT room.id, room.head - row_number() OVER () + 1, written.id FROM room, written`,
    userId,
    buildingId,
    count,
  );
}

describe('the logs and conversations of people who move at once', () => {
  const sync = (actor: UserActor) => syncLog(core.app, { actor, cursors: {} });

  test('are read in as many statements and round trips for 20 users as for one, each their own', async () => {
    const [ana, ...crowd] = (await present(21)) as [UserActor, ...UserActor[]];
    await enterAll([ana, ...crowd], 'read-together');
    await Promise.all(crowd.map((user, n) => (n % 2 === 0 ? enter(user, null) : null)));
    await say(ana, 'for those who stayed');
    const cost = async (users: UserActor[]) => {
      let statements = 0;
      let logs: SyncResult[] = [];
      const trips = await core.trips(async () => {
        statements = await core.statements(async () => {
          logs = await Promise.all(users.map(sync));
        });
      });
      return { logs, costs: [statements, trips] };
    };
    const one = await cost([ana]);
    const many = await cost(crowd);
    expect([one.costs, many.costs]).toEqual([
      [2, 1],
      [2, 1],
    ]);
    expect(many.logs.map(({ conversations }) => conversations.map(({ unread }) => unread))).toEqual(
      crowd.map((_, n) => (n % 2 === 0 ? [] : [1])),
    );
  });

  test('are found without the entries from before they came and after they left', async () => {
    const [ana, rui] = (await present(2)) as [UserActor, UserActor];
    /** Returns the number of entries that PostgreSQL reads for the user's conversations. */
    const entriesRead = async (user: UserActor) => {
      let read = 0;
      const count = (node: Plan) => {
        if (node['Relation Name'] === 'entries') read += node['Actual Rows'] * node['Actual Loops'];
        node.Plans?.forEach(count);
      };
      const query = async ({ text, values }: { text: string; values: unknown[] }) => {
        const { rows } = await sql(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, ...values);
        count(rows[0]['QUERY PLAN'][0].Plan);
        return { rows: [] };
      };
      await readConversations({ query } as never, user.userId);
      return read;
    };
    const stay = async (around: number) => {
      const building = `long-${around}`;
      await enterAll([ana, rui], building);
      await say(ana, 'the first stay');
      await enter(rui, null);
      await fill(building, around, ana);
      await enter(rui, building);
      const cameBack = await entriesRead(rui);
      await say(ana, 'the second stay');
      await enter(rui, null);
      await fill(building, around, ana);
      expect(await readConversations(core.db.pool, rui.userId)).toContainEqual(
        expect.objectContaining({ unread: 2, last: expect.objectContaining({ seq: around + 2 }) }),
      );
      const left = await entriesRead(rui);
      await sql('DELETE FROM memberships WHERE user_id = $1', rui.userId);
      return [cameBack, left];
    };
    // Neither the entries before the first stay, nor those between the stays, nor those after the last one.
    for (const around of [5, 500]) expect(Math.max(...(await stay(around)))).toBeLessThanOrEqual(10);
  });
});

describe('people who move at once', () => {
  test('cost as many statements, round trips and events for 100 users as for one', async () => {
    const [alone, ...crowd] = (await present(101)) as [UserActor, ...UserActor[]];
    await enterAll([alone, ...crowd], 'old');
    await enterAll([alone], 'new');
    await enterAll([alone], 'old');
    const cost = async (users: UserActor[]) => {
      core.published.length = 0;
      let statements = 0;
      const trips = await core.trips(async () => {
        statements = await core.statements(() => enterAll(users, 'new'));
      });
      return { statements, trips, events: core.published.length };
    };
    const one = await cost([alone]);
    expect(await cost(crowd)).toEqual(one);
    expect(one).toEqual({ statements: 15, trips: 6, events: 1 });
    expect((await roomsOf(crowd)).flat()).toEqual(crowd.map(() => 'new'));
  });

  test('report positions in as many statements for 100 users as for one', async () => {
    const [alone, ...crowd] = (await present(101)) as [UserActor, ...UserActor[]];
    const report = (users: UserActor[], latitude: number) =>
      core.statements(() =>
        Promise.all(
          users.map((actor) =>
            reportPosition(core.app, { actor, consent: true, latitude, longitude: -9.139, accuracy: 10 }),
          ),
        ),
      );
    // One reads the stored presences. Seven change them, without rooms to enter or leave.
    expect([await report([alone], 38.737), await report(crowd, 38.737)]).toEqual([8, 8]);
    expect([await report([alone], 38.737), await report(crowd, 38.737)]).toEqual([1, 1]);
  });

  test('are all in the new room and not in the old one, with the messages of their stay', async () => {
    const [ana, ...crowd] = (await present(21)) as [UserActor, ...UserActor[]];
    const [south, north] = [crowd.slice(0, 10), crowd.slice(10)];
    await Promise.all([enterAll([ana, ...south], 'swap-south'), enterAll(north, 'swap-north')]);
    const [before] = (await say(ana, 'before')).entries as [WireEntry];
    const states = await Promise.all([enterAll(south, 'swap-north'), enterAll(north, 'swap-south')]);
    const [after] = (await say(ana, 'after')).entries as [WireEntry];
    expect(states[1].map(({ room }) => room)).toEqual(
      north.map(() => ({ id: before.conversation.id, fromSeq: before.seq + 1 })),
    );
    const readers = async ({ conversation, seq }: WireEntry) =>
      (await readersOf(core.db, conversation.id, seq)).toSorted();
    const idsOf = (users: UserActor[]) => users.map(({ userId }) => userId).toSorted();
    expect(await readers(before)).toEqual(idsOf([ana, ...south]));
    expect(await readers(after)).toEqual(idsOf([ana, ...north]));
    expect(await roomsOf(crowd)).toEqual(
      crowd.map((user) => [south.includes(user) ? 'swap-north' : 'swap-south']),
    );
  });

  test('end where each of them went last, and their log has each move in its order', async () => {
    const users = await present(10);
    const way = ['first', null, 'second', 'first', 'third'];
    const answers = await Promise.all(
      users.map((user) => Promise.all(way.map((building) => enter(user, building)))),
    );
    for (const states of answers) {
      expect(states.map(({ buildingId }) => buildingId)).toEqual(way);
      const versions = states.map(({ version }) => version);
      expect(versions).toEqual(versions.toSorted((a, b) => a - b));
    }
    expect(await roomsOf(users)).toEqual(users.map(() => ['third']));
    const [user] = users as [UserActor];
    expect(await moves(user)).toEqual([
      [null, 'Building first'],
      ['Building first', null],
      [null, 'Building second'],
      ['Building second', 'Building first'],
      ['Building first', 'Building third'],
    ]);
  });

  test('do not wait for one of them whose presence is locked, and that one waits for the lock', async () => {
    const users = await present(20);
    await enterAll(users, 'open');
    const held = users[7] as UserActor;
    await whileLocked(held, async (unlock) => {
      let isIn = false;
      const late = enter(held, 'beyond').then(() => {
        isIn = true;
      });
      const others = users.filter((user) => user !== held);
      await enterAll(others, 'beyond');
      await enterAll(others, 'open');
      expect([isIn, await roomsOf([held])]).toEqual([false, [['open']]]);
      await unlock();
      await late;
    });
    expect(await roomsOf([held])).toEqual([['beyond']]);
  });

  test('are refused one by one', async () => {
    const [ana, rui, eva] = (await present(3)) as [UserActor, UserActor, UserActor];
    const nobody = { ...rui, userId: randomUUID() };
    const outcomes = await Promise.allSettled([
      enter(ana, 'door'),
      enter(nobody, 'door'),
      changePresence(core.app, rui.userId, () => {
        throw fail('implausible_movement', 'Too far.');
      }),
      enter(eva, 'door'),
    ]);
    expect(outcomes).toMatchObject([
      { status: 'fulfilled' },
      { reason: { code: 'unauthenticated' } },
      { reason: { code: 'implausible_movement' } },
      { status: 'fulfilled' },
    ]);
    expect(await roomsOf([ana, rui, eva])).toEqual([['door'], [], ['door']]);
  });

  test('on two nodes, with sends and sessions, never wait for each other in a circle', async () => {
    const users = await present(12);
    const buildings = ['a', 'b', 'c'].map((name) => `circle-${name}`);
    const step = async (round: number) => {
      const moves = users.map((user, n) =>
        enter(user, buildings[(n * 7 + round * 5) % 3] as string, (n + round) % 2 === 0 ? core : other),
      );
      const sends = users.map((user) =>
        say(user, `in round ${round}`).catch((error) => {
          if (error.code !== 'not_located') throw error;
        }),
      );
      const touches = refreshPresence(
        core.app,
        users.map(({ userId }) => userId),
      );
      await Promise.all([...moves, ...sends, touches]);
    };
    const deadlocks = async () =>
      (await sql('SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()')).rows[0]
        .deadlocks;
    const before = await deadlocks();
    for (let round = 0; round < 10; round++) await step(round);
    expect(await roomsOf(users)).toEqual(users.map((_, n) => [buildings[(n * 7 + 45) % 3]]));
    expect(await deadlocks()).toBe(before);
  });
});
