import { beforeEach, describe, expect, test } from 'vitest';
import { connect, post } from '@/tests/support/clients';
import { chooseAtDialog } from '@/tests/support/fenix';
import { runOperator } from '@/tests/support/operator';
import { withQuad } from '@/tests/support/suite';
import { createVisitor, type Visitor } from '@/tests/support/visitor';

const PASSWORD = 'três gatos azuis no telhado';
const OTHER = 'um comboio lento sem carruagens';

const { quad, cast: troupe } = withQuad({ env: { LIMIT_PASSWORD: '6/0.001' } });
let visitor: Visitor;
beforeEach(() => {
  visitor = createVisitor(quad.url);
});

const register = (username: string, more: Record<string, unknown> = {}) =>
  post(quad.url, '/api/v1/local-account/register', {
    username,
    name: `Name of ${username}`,
    email: `${username}@example.edu`,
    password: PASSWORD,
    ...more,
  });
const enter = (username: string, password = PASSWORD, client = visitor) =>
  client.enter('local', { username, password });
const me = async (client = visitor) => client.visit('/api/v1/me');
const ask = (browser: Visitor, action: string, fields: Record<string, string>) =>
  browser.visit(`/api/v1/local-account/${action}`, {
    method: 'POST',
    body: JSON.stringify(fields),
    headers: { origin: quad.url, 'content-type': 'application/json' },
  });
const rows = async (sql: string, ...values: unknown[]) =>
  (await (await quad.db()).pool.query(sql, values)).rows;

/** Returns a browser in which a user with a local account is signed in. */
async function person(username: string): Promise<Visitor> {
  expect((await register(username)).status).toBe(200);
  const newVisitor = createVisitor(quad.url);
  expect((await enter(username, PASSWORD, newVisitor)).status).toBe(200);
  return newVisitor;
}

describe('registering', () => {
  test('[A21][A22] creates an account that can sign in; its password is hashed and its e-mail hidden', async () => {
    expect((await register('ana.reis')).json).toEqual({ id: 'ana.reis' });
    const entered = await enter('ana.reis');
    expect(entered.status).toBe(200);
    expect(
      entered.headers.getSetCookie().find((each) => each.startsWith('next-auth.session-token=')),
    ).toMatch(/; HttpOnly/);
    const mine = await me();
    expect(mine.json).toMatchObject({ id: 'ana.reis', name: 'Name of ana.reis', administrator: false });
    expect(mine.text).not.toContain('@');
    const [stored] = await rows(
      `SELECT l.*, i.provider, i.subject FROM users u JOIN local_accounts l ON l.user_id = u.id
       JOIN identities i ON i.user_id = u.id WHERE u.username = 'ana.reis'`,
    );
    expect(stored).toMatchObject({ email: 'ana.reis@example.edu', provider: 'local', subject: 'ana.reis' });
    expect(stored.password_hash).toMatch(/^\$argon2id\$/);
    expect(quad.logs()).not.toMatch(/ana\.reis@|gatos/);
  });

  test.each([
    ['taken', 'ana.reis'],
    ['that reads as a taken one', 'ana-re1s'],
    ['that FenixEdu vouches for', 'ist1100002'],
    ['of an administrator of the configuration', 'ist1000001'],
    ['of a guest', 'guest-maria'],
    ['that sounds official', 'quad'],
  ])('[A27] is refused under a username %s', async (_, username) => {
    await register('ana.reis');
    expect((await register(username)).json).toMatchObject({ error: { code: 'conflict', field: 'username' } });
  });

  test('[A27] is refused with the id of a bot', async () => {
    const owner = await troupe.person('ist1100004');
    const [building] = (await (await fetch(`${quad.url}/API/bot/show/buildings`)).json()) as { id: string }[];
    const answer = await post(
      quad.url,
      '/API/bot/register',
      { id: 'lunchbot', b_id: building?.id },
      owner.token,
    );
    expect(answer.status).toBe(200);
    for (const username of ['lunchbot', 'lunch-bot', 'iunchbot'])
      expect((await register(username)).json).toMatchObject({ error: { code: 'conflict' } });
  });

  test.each([
    ['a weak password', { password: 'password1' }, 'weak_password', 'password'],
    ['the username in the password', { password: 'beatriz.sousa1' }, 'weak_password', 'password'],
    ['an invalid address', { email: 'beatriz' }, 'bad_request', 'email'],
    ['a name that hides', { name: 'Rector\u202e' }, 'bad_request', 'name'],
    ['a field too many', { administrator: true }, 'bad_request', 'administrator'],
  ])('is refused with %s', async (_, wrong, code, field) => {
    expect((await register('beatriz.sousa', wrong)).json).toMatchObject({ error: { code, field } });
    expect(await rows(`SELECT 1 FROM users WHERE username = 'beatriz.sousa'`)).toEqual([]);
  });

  test('[A27] with one name twice at once succeeds once', async () => {
    const both = await Promise.all([register('one.name'), register('one.name')]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test('[A21] two accounts may have one e-mail', async () => {
    const email = 'shared@example.edu';
    expect((await register('first.of.two', { email })).status).toBe(200);
    expect((await register('second.of.two', { email })).status).toBe(200);
  });
});

describe('signing in', () => {
  test('ignores the case of the username, but not of the password', async () => {
    await register('case.person');
    expect((await enter(' Case.Person ')).status).toBe(200);
    expect((await enter('case.person', PASSWORD.toUpperCase())).status).toBe(401);
  });

  test('[A23] gives the same answer to a wrong password, an unknown user and a user of FenixEdu', async () => {
    await register('known.person');
    await visitor.visit(await chooseAtDialog(await visitor.begin(), 'ist1100003'));
    const answers = await Promise.all(
      ['known.person', 'nobody.at.all', 'ist1100003', "'; DROP TABLE users; --", '\u202e'].map((username) =>
        enter(username, 'not that one', createVisitor(quad.url)),
      ),
    );
    for (const { status, text } of answers) expect([status, text]).toEqual([401, answers[0]?.text]);
    expect(answers[0]?.json).toMatchObject({ error: { code: 'unauthenticated' } });
    for (const { headers } of answers)
      expect(headers.getSetCookie().join()).not.toMatch(/session-token=[^;]/);
  });

  test('[A23] is limited by account and IP address, for unknown accounts, too', async () => {
    await register('guessed.at');
    for (const username of ['guessed.at', 'never.was']) {
      const codes: string[] = [];
      for (let n = 0; n < 8; n++) {
        const { json } = await enter(username, `guess ${n}`);
        codes.push((json as { error: { code: string } }).error.code);
      }
      expect(codes).toEqual([...Array(6).fill('unauthenticated'), 'rate_limited', 'rate_limited']);
    }
    expect((await enter('guessed.at')).status).toBe(429);
  });

  test('[A30] works in a known browser, whatever strangers try at the same IP address', async () => {
    const owner = await person('besieged');
    const other = await person('somebody.else');
    await owner.signOut();
    const cookie = [...owner.cookies].find(([name]) => name === 'quad-known-browser');
    expect(cookie?.[1]).not.toContain('besieged');
    for (let n = 0; n < 7; n++) await enter('besieged', `guess ${n}`);
    expect((await enter('besieged')).status).toBe(429);
    expect((await enter('besieged', PASSWORD, other)).status).toBe(429);
    expect((await enter('besieged', PASSWORD, owner)).status).toBe(200);
    // The known browser's own attempts are limited like those of a stranger.
    for (let n = 0; n < 6; n++) expect((await enter('besieged', `wrong ${n}`, owner)).status).toBe(401);
    expect((await enter('besieged', PASSWORD, owner)).status).toBe(429);
  });

  test('correct passwords do not count against the limit', async () => {
    await register('often.here');
    for (let n = 0; n < 10; n++) expect((await enter('often.here')).status).toBe(200);
  });

  test('[S7] is refused from another site’s page: without our token no password is checked', async () => {
    await register('cross.site');
    const fields = { username: 'cross.site', password: PASSWORD, json: 'true' };
    const answer = await visitor.submit('/api/auth/callback/local', fields, {
      origin: 'https://evil.example',
    });
    expect(answer.json).toMatchObject({ error: { code: 'forbidden' } });
    expect(visitor.cookies.has('next-auth.session-token')).toBe(false);
  });

  test.each([
    ['nothing', {}],
    ['a field too many', { username: 'x', password: 'y', admin: '1' }],
    ['a password beyond measure', { username: 'x', password: 'y'.repeat(201) }],
    ['control characters', { username: 'x', password: '\0\u001b[2J' }],
  ])('a form with %s is a bad request', async (_, fields) => {
    const answer = await visitor.enter('local', fields as Record<string, string>);
    expect(answer.json).toMatchObject({ error: { code: 'bad_request' } });
  });
});

describe('changing the password', () => {
  test('[A24] needs the old password, ends every other sign-in at once, and keeps this one', async () => {
    const mine = await person('mover.one');
    const phone = createVisitor(quad.url);
    await enter('mover.one', PASSWORD, phone);
    const line = await connect(quad.url, { ticket: await phone.ticket() });
    const stays = await connect(quad.url, { ticket: await mine.ticket() });

    expect((await ask(mine, 'password', { old: 'wrong one', new: OTHER })).json).toMatchObject({
      error: { code: 'forbidden', field: 'old' },
    });
    expect((await ask(mine, 'password', { old: PASSWORD, new: 'mover.one1' })).json).toMatchObject({
      error: { code: 'weak_password', field: 'new' },
    });
    expect((await ask(mine, 'password', { old: PASSWORD, new: OTHER })).json).toEqual({ signedOut: 1 });

    expect(await line.next('signed_out')).toEqual([{ reason: 'revoked' }]);
    await line.ended;
    expect((await me(phone)).status).toBe(401);
    expect((await me(mine)).status).toBe(200);
    expect('error' in (await stays.say('sync', { cursors: {} }))).toBe(false);
    await stays.close();
    expect((await enter('mover.one')).status).toBe(401);
    expect((await enter('mover.one', OTHER)).status).toBe(200);
  });

  test('twice at once from one old password succeeds once', async () => {
    const mine = await person('mover.two');
    const answers = await Promise.all(
      [OTHER, 'outra frase com palavras soltas'].map((to) =>
        ask(mine, 'password', { old: PASSWORD, new: to }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, expect.any(Number)]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test('is refused to users without a password, and to programs', async () => {
    await visitor.visit(await chooseAtDialog(await visitor.begin(), 'ist1100005'));
    expect((await ask(visitor, 'password', { old: 'x', new: OTHER })).json).toMatchObject({
      error: { code: 'forbidden' },
    });
    const mine = await person('mover.three');
    expect((await me(mine)).status).toBe(200);
    const token = await quad.token('mover.three');
    const asked = await post(
      quad.url,
      '/api/v1/local-account/password',
      { old: PASSWORD, new: OTHER },
      token,
    );
    expect(asked.status).toBe(403);
  });
});

test('the operator sets a forgotten password again, and every browser is signed out', async () => {
  const mine = await person('forgetful.one');
  const { code, json } = await runOperator(['password', 'forgetful.one'], quad.env);
  expect(code).toBe(0);
  const [{ password, signedOut }] = json() as [{ password: string; signedOut: number }];
  expect(signedOut).toBe(1);
  expect((await me(mine)).status).toBe(401);
  expect((await enter('forgetful.one')).status).toBe(401);
  expect((await enter('forgetful.one', password)).status).toBe(200);
});

test('[A47] a new name is in the messages of sessions that are open already', async () => {
  const mine = await person('renamed.one');
  const rui = await troupe.person('ist1100007');
  const friend = await troupe.modern(rui);
  const line = await connect(quad.url, { ticket: await mine.ticket() });
  const answer = await mine.visit('/api/v1/profile', {
    method: 'POST',
    body: JSON.stringify({ name: 'Ana Reis' }),
    headers: { origin: quad.url, 'content-type': 'application/json' },
  });
  expect(answer.json).toEqual({ ok: true });
  await line.send({ to: 'people', users: ['ist1100007'] }, 'by my new name');
  await friend.has('by my new name');
  const entry = friend.shown().find(({ message }) => message.text === 'by my new name');
  expect(entry?.message.from).toEqual({ kind: 'user', id: 'renamed.one', name: 'Ana Reis' });
  await line.close();
});

describe('deleting the account', () => {
  test('[A26] needs the password, ends all sign-ins, and reserves the name', async () => {
    const mine = await person('leaver.one');
    const token = await quad.token('leaver.one');
    const rui = await troupe.person('ist1100006');
    const friend = await troupe.modern(rui);
    const line = await connect(quad.url, { ticket: await mine.ticket() });
    await line.send({ to: 'people', users: ['ist1100006'] }, 'remember me');
    await friend.has('remember me');

    expect((await ask(mine, 'delete', { password: 'not that one' })).json).toMatchObject({
      error: { code: 'forbidden', field: 'password' },
    });
    expect((await ask(mine, 'delete', { password: PASSWORD })).json).toEqual({ ok: true });

    expect(await line.next('signed_out')).toEqual([{ reason: 'signed_out' }]);
    await line.ended;
    expect((await me(mine)).status).toBe(401);
    expect((await post(quad.url, '/API/user/show/building', { id: 'leaver.one', token })).status).toBe(401);
    expect((await enter('leaver.one')).status).toBe(401);
    expect((await register('leaver.one')).status).toBe(409);
    expect((await register('ieaver-one')).status).toBe(409);
    expect(await rows(`SELECT 1 FROM users WHERE username = 'leaver.one'`)).toEqual([]);

    const again = await troupe.modern(rui);
    await again.has('remember me');
    const entry = again.shown().find(({ message }) => message.text === 'remember me');
    const nobody = { kind: 'user', id: expect.stringMatching(/^deleted-/), name: 'Deleted account' };
    expect(entry?.message.from).toEqual(nobody);
  });

  test('[B4] stops the bots of the user', async () => {
    const mine = await person('bot.owner');
    const [building] = (await (await fetch(`${quad.url}/API/bot/show/buildings`)).json()) as { id: string }[];
    const token = await quad.token('bot.owner');
    await post(quad.url, '/API/bot/register', { id: 'orphan', b_id: building?.id }, token);
    const admin = await quad.token('ist1000001');
    await post(quad.url, '/API/admin/bots/update/auth', { id: 'orphan', state: 1 }, admin);
    await ask(mine, 'delete', { password: PASSWORD });
    expect(await rows(`SELECT 1 FROM bots WHERE id = 'orphan' AND authorised`)).toEqual([]);
  });
});
