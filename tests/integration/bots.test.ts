import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDb, type Db } from '@/db/client';
import { forgetOldActivity } from '@/server/activity/forget-old-activity';
import { record } from '@/server/activity/record';
import type { UserActor } from '@/server/actor';
import { authenticateBot } from '@/server/bots/authenticate-bot';
import { authoriseBot } from '@/server/bots/authorise-bot';
import { checkBot } from '@/server/bots/check-bot';
import type { BotsContext } from '@/server/bots/context';
import { deleteBot } from '@/server/bots/delete-bot';
import { issueBotToken } from '@/server/bots/issue-bot-token';
import { listBotMessages } from '@/server/bots/list-bot-messages';
import { listBots } from '@/server/bots/list-bots';
import { listBuildingBots } from '@/server/bots/list-building-bots';
import { registerBot } from '@/server/bots/register-bot';
import { renameBot } from '@/server/bots/rename-bot';
import { replaceBotSecret } from '@/server/bots/replace-bot-secret';
import { startBot } from '@/server/bots/start-bot';
import { stopBot } from '@/server/bots/stop-bot';
import { findEndedBots } from '@/server/bots/store';
import { createLimits } from '@/server/limits';
import { createLog } from '@/server/log';
import { CONNECT_WITHIN_MS } from '../support/postgres';
import { borrowDatabase } from '../support/suite-servers';

let db: Db;
let owner: UserActor;
let administrator: UserActor;
const cuts: unknown[] = [];

beforeAll(async () => {
  db = createDb({
    url: await borrowDatabase('tables'),
    log: createLog('silent'),
    connectWithinMs: CONNECT_WITHIN_MS,
  });
  await db.pool.query(`INSERT INTO buildings (id, name) VALUES ('tower', 'Tower')`);
  owner = await person('ist1100001', false);
  administrator = await person('ist1100002', true);
});
afterAll(() => db?.close());

let bot: { id: string; pass: string };
beforeEach(async () => {
  cuts.length = 0;
  const id = `bot-${randomUUID()}`;
  bot = { id, ...(await registerBot(await nodeAt(0), { actor: owner, id, buildingId: 'tower' })) };
  await authorise(true);
});

async function person(username: string, isAdministrator: boolean): Promise<UserActor> {
  const { rows } = await db.pool.query<{ id: string }>(
    'INSERT INTO users (username, name) VALUES ($1, $1) RETURNING id',
    [username],
  );
  const userId = rows[0]?.id ?? '';
  const proof = { guest: false, via: 'token' as const, credentialId: randomUUID(), scopes: 'all' as const };
  return { kind: 'user', userId, username, name: username, administrator: isAdministrator, ...proof };
}

/** Returns the context of a node whose last heartbeat is this many seconds old. */
async function nodeAt(secondsAgo: number): Promise<BotsContext> {
  const id = randomUUID();
  await db.pool.query(`INSERT INTO nodes (id, heartbeat_at) VALUES ($1, now() - $2 * interval '1 second')`, [
    id,
    secondsAgo,
  ]);
  return {
    id,
    db,
    config: { authSecret: 'a secret of the tests', usernames: { fenix: null, oidc: null } },
    limits: createLimits({ rates: null }),
    writer: { write: () => Promise.reject(new Error('no bot says anything here')) },
    revocations: { revoke: async (revocations) => void cuts.push(...revocations) },
  };
}

const authorise = async (authorised: boolean) =>
  authoriseBot(await nodeAt(0), { actor: administrator, id: bot.id, authorised });
const start = async (app: BotsContext, socketId: string) =>
  startBot(app, { actor: await authenticateBot(app, bot), socketId });

describe("a bot's one connection", () => {
  it('[B5] is given to one of many that claim it at once', async () => {
    const [firstNode, secondNode] = [await nodeAt(0), await nodeAt(0)];
    const claims = await Promise.allSettled(
      Array.from({ length: 12 }, (_, n) => start(n % 2 === 0 ? firstNode : secondNode, `socket-${n}`)),
    );
    const refused = claims.filter((claim) => claim.status === 'rejected');
    expect(refused).toHaveLength(11);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'busy', retryable: true });
    expect(await checkBot(firstNode, bot)).toEqual({
      available: 0,
      state: 'Bot currently running.',
    });
  });

  it('is released only by the socket that holds it', async () => {
    const [firstNode, secondNode] = [await nodeAt(0), await nodeAt(0)];
    expect(await start(firstNode, 'mine')).toEqual({ building: { id: 'tower', name: 'Tower' } });
    await stopBot(firstNode, { botId: bot.id, socketId: 'other' });
    await stopBot(secondNode, { botId: bot.id, socketId: 'mine' });
    await expect(start(secondNode, 'next')).rejects.toMatchObject({ code: 'busy' });
    await stopBot(firstNode, { botId: bot.id, socketId: 'mine' });
    await expect(start(secondNode, 'next')).resolves.toBeDefined();
  });

  it('expires when its node has sent no heartbeat for 15 s, or is gone', async () => {
    await start(await nodeAt(16), 'of a dead node');
    expect(await checkBot(await nodeAt(0), bot)).toEqual({ available: 1, state: 'Bot available.' });
    const deadNode = await nodeAt(0);
    await start(deadNode, 'of one that said goodbye');
    await db.pool.query('DELETE FROM nodes WHERE id = $1', [deadNode.id]);
    await expect(start(await nodeAt(0), 'next')).resolves.toBeDefined();
  });
});

describe('an authorisation', () => {
  it('[B4] that is withdrawn revokes the tokens and ends the connection', async () => {
    const app = await nodeAt(0);
    const issued = await issueBotToken(app, bot);
    if (issued.auth !== 1) throw new Error('no token');
    const actor = await authenticateBot(app, { id: bot.id, token: issued.token });
    await startBot(app, { actor, socketId: 'running' });
    await authorise(false);
    expect(cuts).toEqual([{ what: { botId: bot.id }, reason: 'unauthorised' }]);
    await expect(startBot(app, { actor, socketId: 'again' })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(authenticateBot(app, bot)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await issueBotToken(app, bot)).toEqual({ auth: 0 });
    await authorise(true);
    await expect(authenticateBot(app, { id: bot.id, token: issued.token })).rejects.toMatchObject({
      code: 'unauthenticated',
    });
    expect(await checkBot(app, bot)).toEqual({ available: 1, state: 'Bot available.' });
  });

  it('[B3] is given by administrators only', async () => {
    const app = await nodeAt(0);
    const asked = { actor: owner, id: bot.id, authorised: true };
    await expect(authoriseBot(app, asked)).rejects.toMatchObject({ code: 'forbidden' });
    const unknown = { actor: administrator, id: 'nobody', authorised: true };
    await expect(authoriseBot(app, unknown)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('secrets', () => {
  it('[B2][S8] are stored as hashes only, and a token belongs to one bot', async () => {
    const app = await nodeAt(0);
    const issued = await issueBotToken(app, bot);
    if (issued.auth !== 1) throw new Error('no token');
    const { rows } = await db.pool.query('SELECT b::text || t::text AS row FROM bots b, bot_tokens t');
    for (const { row } of rows) {
      expect(row).not.toContain(bot.pass);
      expect(row).not.toContain(issued.token);
    }
    const other = { actor: owner, id: `bot-${randomUUID()}`, buildingId: 'tower' };
    await registerBot(app, other);
    await expect(authenticateBot(app, { id: other.id, token: issued.token })).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  });
});

describe('lists', () => {
  it('contain the user’s own bots, or all for administrators', async () => {
    const app = await nodeAt(0);
    const own = await listBots(app, { actor: owner, own: true });
    const building = { id: 'tower', name: 'Tower' };
    expect(own).toContainEqual({
      id: bot.id,
      name: null,
      owner: owner.username,
      building,
      authorised: true,
      running: false,
      formerUntil: null,
    });
    expect(await listBots(app, { actor: administrator, own: true })).toEqual([]);
    await expect(listBots(app, { actor: owner })).rejects.toMatchObject({ code: 'forbidden' });
    const waiting = await listBots(app, { actor: administrator, authorised: false });
    expect(waiting.map(({ id }) => id)).not.toContain(bot.id);
    const there = await listBuildingBots(app, { actor: owner, buildingId: building.id });
    expect(there).toContainEqual({ id: bot.id, name: null, running: false });
    expect(there.map(({ id }) => id)).not.toContain(waiting[0]?.id);
    expect(await listBuildingBots(app, { actor: owner, buildingId: 'nowhere' })).toEqual([]);
  });
});

describe('activity', () => {
  it('is deleted after its retention', async () => {
    const app = await nodeAt(0);
    await record(app, { userId: owner.userId, message: 'old' });
    await db.pool.query(`UPDATE activity SET at = now() - interval '31 days'`);
    await record(app, { userId: owner.userId, message: 'new' });
    expect(
      await forgetOldActivity({ db, config: { activityRetentionDays: 30, reportRetentionDays: 30 } }),
    ).toBe(1);
    const { rows } = await db.pool.query('SELECT message FROM activity');
    expect(rows).toEqual([{ message: 'new' }]);
  });
});

describe('[B9] the owner of a bot', () => {
  const auth = async (pass: string) => (await issueBotToken({ db }, { id: bot.id, pass })).auth;

  it('gives it a new secret, and the former one is accepted for a while', async () => {
    const node = await nodeAt(0);
    const replace = (actor: UserActor, overlapHours: number) =>
      replaceBotSecret(node, { actor, id: bot.id, overlapHours });
    const { pass, formerUntil } = await replace(owner, 24);
    expect(Date.parse(formerUntil ?? '')).toBeGreaterThan(Date.now() + 23 * 3_600_000);
    expect([await auth(pass), await auth(bot.pass)]).toEqual([1, 1]);
    await db.pool.query("UPDATE bots SET former_secret_until = now() - interval '1 s' WHERE id = $1", [
      bot.id,
    ]);
    expect([await auth(pass), await auth(bot.pass)]).toEqual([1, 0]);
    const issued = await issueBotToken({ db }, { id: bot.id, pass });
    const next = await replace(administrator, 0);
    expect(next.formerUntil).toBeNull();
    expect([await auth(next.pass), await auth(pass)]).toEqual([1, 0]);
    const token = 'token' in issued ? issued.token : '';
    await expect(authenticateBot({ db }, { id: bot.id, token })).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  });

  it('[B10] ends its connection with a new secret: without an overlap now, else when the overlap ends', async () => {
    const node = await nodeAt(0);
    const replace = (overlapHours: number) =>
      replaceBotSecret(node, { actor: owner, id: bot.id, overlapHours });
    const actor = await authenticateBot(node, bot);
    await startBot(node, { actor, socketId: 'first' });
    const revoked = { botId: bot.id, reason: 'revoked' };

    const { pass } = await replace(24);
    expect([await findEndedBots(db, [actor]), cuts]).toEqual([[], []]);
    await db.pool.query("UPDATE bots SET former_secret_until = now() - interval '1 s' WHERE id = $1", [
      bot.id,
    ]);
    expect(await findEndedBots(db, [actor])).toEqual([revoked]);

    const later = await authenticateBot(node, { id: bot.id, pass });
    expect(await findEndedBots(db, [later])).toEqual([]);
    const next = await replace(0);
    expect(await findEndedBots(db, [later])).toEqual([revoked]);
    expect(cuts).toEqual([{ what: { botId: bot.id }, reason: 'revoked' }]);
    // The connection is free for the program that has the new secret.
    await startBot(node, {
      actor: await authenticateBot(node, { id: bot.id, pass: next.pass }),
      socketId: 'second',
    });
  });

  it('[B10] a token of the former secret, and a connection that began with it, end with the overlap', async () => {
    const node = await nodeAt(0);
    const { pass } = await replaceBotSecret(node, { actor: owner, id: bot.id, overlapHours: 24 });
    const tokenOf = async (secret: string) => {
      const issued = await issueBotToken({ db }, { id: bot.id, pass: secret });
      return 'token' in issued ? issued.token : '';
    };
    const [former, present] = [await tokenOf(bot.pass), await tokenOf(pass)];
    const begin = (token: string) => authenticateBot(node, { id: bot.id, token });
    const [before, after] = [await begin(former), await begin(present)];
    expect(await findEndedBots(db, [before, after])).toEqual([]);
    await db.pool.query("UPDATE bots SET former_secret_until = now() - interval '1 s' WHERE id = $1", [
      bot.id,
    ]);
    expect(await findEndedBots(db, [before])).toEqual([{ botId: bot.id, reason: 'revoked' }]);
    expect(await findEndedBots(db, [after])).toEqual([]);
    await expect(begin(former)).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(await begin(present)).toEqual(after);
  });

  it('[B11] gives it a name, which lists show', async () => {
    const node = await nodeAt(0);
    await renameBot(node, { actor: owner, id: bot.id, name: 'The tower' });
    const listed = async () =>
      (await listBuildingBots(node, { actor: owner, buildingId: 'tower' })).find(({ id }) => id === bot.id);
    expect(await listed()).toMatchObject({ name: 'The tower' });
    await renameBot(node, { actor: administrator, id: bot.id, name: null });
    expect(await listed()).toMatchObject({ name: null });
  });

  it('deletes it, and what it said stays', async () => {
    const node = await nodeAt(0);
    await db.pool.query(
      `INSERT INTO messages (bot_id, client_id, text) VALUES ($1, 'said-once', 'We close.')`,
      [bot.id],
    );
    expect(await listBotMessages(node, { actor: owner, id: bot.id })).toMatchObject({
      items: [{ text: 'We close.' }],
      next: null,
    });
    await deleteBot(node, { actor: owner, id: bot.id });
    expect(await checkBot({ db }, { id: bot.id })).toMatchObject({ new: 1 });
    expect(await auth(bot.pass)).toBe(0);
    expect((await listBots({ db }, { actor: owner, own: true })).map(({ id }) => id)).not.toContain(bot.id);
    await expect(
      authoriseBot(node, { actor: administrator, id: bot.id, authorised: true }),
    ).rejects.toMatchObject({ code: 'not_found' });
    const { rowCount } = await db.pool.query('SELECT 1 FROM messages WHERE bot_id = $1', [bot.id]);
    expect(rowCount).toBe(1);
    expect(cuts).toContainEqual({ what: { botId: bot.id }, reason: 'unauthorised' });
  });

  it('is the only one besides administrators', async () => {
    const node = await nodeAt(0);
    const other = await person(`ist${randomUUID().slice(0, 8)}`, false);
    for (const manage of [
      () => replaceBotSecret(node, { actor: other, id: bot.id, overlapHours: 1 }),
      () => renameBot(node, { actor: other, id: bot.id, name: 'Mine' }),
      () => deleteBot(node, { actor: other, id: bot.id }),
      () => listBotMessages(node, { actor: other, id: bot.id }),
    ])
      await expect(manage()).rejects.toMatchObject({ code: 'not_found' });
  });
});
