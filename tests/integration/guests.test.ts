import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createToken } from '@/server/accounts/create-token';
import { issueToken } from '@/server/accounts/issue-token';
import { removeGuests } from '@/server/accounts/remove-guests';
import { setAdministrator } from '@/server/accounts/set-administrator';
import { signInGuest } from '@/server/accounts/sign-in-guest';
import { sendMessage } from '@/server/conversations/send-message';
import { createTestApp } from '@/tests/support/app';
import { connect } from '@/tests/support/clients';
import { withCores, withQuad } from '@/tests/support/suite';
import { createVisitor, type Visitor } from '@/tests/support/visitor';

describe('a guest', () => {
  const { quad, cast: troupe } = withQuad({ env: { LIMIT_NEW_ACCOUNT: '12/0.001' } });
  let visitor: Visitor;
  beforeEach(() => {
    visitor = createVisitor(quad.url);
  });

  const me = async () => (await visitor.visit('/api/v1/me')).json as { id: string; name: string };

  test('[A28] signs in by a name only, for a day, and others see that the user is a guest', async () => {
    expect((await visitor.enter('guest', { name: 'Maria' })).status).toBe(200);
    const { id, name } = await me();
    expect(id).toMatch(/^guest-\w{6}$/);
    expect(name).toBe('Maria (guest)');
    const { rows } = await (await quad.db()).pool.query(
      `SELECT guest_until - now() < interval '1 day' AS short, s.expires_at = u.guest_until AS same
       FROM users u JOIN sign_ins s ON s.user_id = u.id WHERE username = $1`,
      [id],
    );
    expect(rows).toEqual([{ short: true, same: true }]);

    const ana = await troupe.person('ist1100001');
    const friend = await troupe.modern(ana);
    const connection = await connect(quad.url, { ticket: await visitor.ticket() });
    await connection.send({ to: 'people', users: [ana.id] }, 'hello from outside');
    await friend.has('hello from outside');
    expect(friend.shown().at(-1)?.message.from).toEqual({ kind: 'user', id, name });
    await connection.close();
  });

  test.each(['', 'ab\u202ec', 'x'.repeat(41)])('is not called %s', async (name) => {
    expect((await visitor.enter('guest', { name })).json).toMatchObject({
      error: { code: 'bad_request', field: 'name' },
    });
  });

  test('[A28] cannot register a bot', async () => {
    await visitor.enter('guest', { name: 'Maria' });
    const [building] = (await (await fetch(`${quad.url}/API/bot/show/buildings`)).json()) as { id: string }[];
    const answer = await visitor.visit('/API/bot/register', {
      method: 'POST',
      headers: { origin: quad.url },
      body: JSON.stringify({ id: 'guests-bot', b_id: building?.id }),
    });
    expect(answer.json).toMatchObject({ error: { code: 'forbidden' } });
  });

  test('[A9][A28] does not become an administrator by the configuration', async () => {
    await visitor.enter('guest', { name: 'Maria' });
    const { id } = await me();
    await quad.restart({ ADMINISTRATORS: id });
    expect(await me()).toMatchObject({ id, administrator: false });
    expect((await visitor.visit('/API/admin/users/show')).status).toBe(403);
  });

  test('[S5] sign-ins of guests are limited by IP address', async () => {
    const answers: number[] = [];
    for (let n = 0; n < 14; n++)
      answers.push((await createVisitor(quad.url).enter('guest', { name: `Guest ${n}` })).status);
    expect(answers).toContain(200);
    expect(answers.at(-1)).toBe(429);
  });
});

describe('[A28] a guest, and afterwards', () => {
  const { core } = withCores();
  beforeAll(async () => {
    Object.assign(core.app.config, { guests: true, signInDays: 30 });
  });

  const guest = (name: string) => signInGuest(core.app, { name, clientIp: '::1', userAgent: 'test' });
  const query = async (sql: string, ...values: unknown[]) => (await core.db.pool.query(sql, values)).rows;
  const over = (username: string) =>
    query(`UPDATE users SET guest_until = now() - interval '1 second' WHERE username = $1`, username);
  const find = (username: string) => query('SELECT name FROM users WHERE username = $1', username);

  test('[A9] cannot become an administrator by the operator', async () => {
    const { username } = await guest('Maria');
    const refused = { code: 'conflict', message: expect.stringContaining('a guest cannot be') };
    await expect(setAdministrator(core.app, { username, administrator: true })).rejects.toMatchObject(
      refused,
    );
    await expect(createToken(core.app, { username, admin: true })).rejects.toMatchObject(refused);
    expect(await query('SELECT 1 FROM users WHERE administrator')).toEqual([]);
    expect(await query('SELECT 1 FROM api_tokens')).toEqual([]);
  });

  test('whose day is over is signed out and erased; other guests are unaffected', async () => {
    const expired = await guest('Gone');
    const here = await guest('Here');
    await over(expired.username);
    await removeGuests(core.app);
    expect(await find(expired.username)).toEqual([]);
    expect(await find(here.username)).toEqual([{ name: 'Here (guest)' }]);
    expect(await query('SELECT 1 FROM sign_ins WHERE id = $1', expired.signInId)).toEqual([]);
    expect(await query('SELECT 1 FROM sign_ins WHERE id = $1 AND revoked_at IS NULL', here.signInId)).toEqual(
      [{ '?column?': 1 }],
    );
    const feeds = await query(`SELECT 1 FROM conversations c WHERE key LIKE 'nearby:%'
      AND NOT EXISTS (SELECT 1 FROM memberships m WHERE m.conversation_id = c.id)`);
    expect(feeds).toEqual([]);
  });

  test('[E3] leaves messages to others under a substitute name', async () => {
    const { username } = await guest('Talked');
    const friend = await core.person();
    const [row] = await query('SELECT id FROM users WHERE username = $1', username);
    await sendMessage(core.app, {
      actor: { ...friend, userId: row.id, username, guest: true },
      address: { to: 'people', users: [friend.username] },
      text: 'hello from a guest',
      clientId: randomUUID(),
    });
    await over(username);
    await removeGuests(core.app);
    expect(await find(username)).toEqual([]);
    expect(await query('SELECT name, erasing FROM users WHERE id = $1', row.id)).toEqual([
      { name: 'Deleted account', erasing: null },
    ]);
  });

  test('is erased also while a session has not ended yet', async () => {
    const { username } = await guest('Online');
    await query(
      `INSERT INTO sessions (id, user_id) SELECT gen_random_uuid(), id FROM users WHERE username = $1`,
      username,
    );
    await over(username);
    await removeGuests(core.app);
    expect(await find(username)).toEqual([]);
    expect(await query('SELECT 1 FROM sessions')).toEqual([]);
  });

  test('[A28] cannot create a token', async () => {
    const { username } = await guest('Programmer');
    const actor = { ...(await core.person()), username, guest: true };
    await expect(
      issueToken(core.app, { actor, name: 'a program', scopes: ['send'], days: 1 }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    expect(await query('SELECT 1 FROM api_tokens')).toEqual([]);
  });
});

test('[A25] the command refuses when guests are not allowed', async () => {
  const app = createTestApp({ GUESTS: 'off' });
  await expect(signInGuest(app, { name: 'Maria', clientIp: '::1', userAgent: '' })).rejects.toMatchObject({
    code: 'forbidden',
  });
});
