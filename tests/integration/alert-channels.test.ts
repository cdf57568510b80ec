import { createHmac, randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { WireAlert } from '@/protocol/alerts';
import { exampleAlert } from '@/protocol/events/examples';
import { addressesOf } from '@/server/accounts/store/addresses';
import { insertLocalAccount } from '@/server/accounts/store/identities';
import { insertSignIn } from '@/server/accounts/store/sign-ins';
import type { UserActor } from '@/server/actor';
import type { OutgoingChannel } from '@/server/alerts/channel';
import { createEmailChannel } from '@/server/alerts/email';
import { handOverDue } from '@/server/alerts/hand-over';
import { unseenByWarden } from '@/server/alerts/unseen';
import { checkMailServer } from '@/server/cli/checks/mail';
import { createSmtp } from '@/server/mail/smtp';
import { subscribe } from '@/server/notifications/subscribe';
import { type Core, startCores } from '../support/core';
import { eventually } from '../support/eventually';
import { serveHandler } from '../support/handler-server';
import { startPushService } from '../support/push-service';
import { startSmtp, type TestSmtp } from '../support/smtp';

const SECRET = 'a secret that the webhook of the test knows';
let cores: Awaited<ReturnType<typeof startCores>>;
let push: Awaited<ReturnType<typeof startPushService>>;
let webhook: Awaited<ReturnType<typeof serveHandler>>;
let smtp: TestSmtp;
const posted: { signature: unknown; body: string; status: number }[] = [];
let status = 200;

beforeAll(async () => {
  push = await startPushService();
  webhook = await serveHandler(async (request, response) => {
    posted.push({ signature: request.headers['x-quad-signature'], body: await text(request), status });
    response.writeHead(status).end();
    return true;
  });
  smtp = await startSmtp();
  cores = await startCores({
    SMTP_URL: smtp.url,
    MAIL_FROM: 'Campus: safety <alerts@example.edu>',
    MAIL_ADDRESSES: '{username}@example.edu',
    PUSH_HOSTS: push.origin,
    ALERT_WEBHOOKS: webhook.url,
    ALERT_WEBHOOK_SECRET: SECRET,
  });
});
afterAll(async () => {
  await cores?.remove();
  await push?.close();
  webhook?.close();
  await smtp?.close();
});

/** Issues an exercise of this group, or breaks the glass. */
async function issue(core: Core, kind: 'live' | 'exercise', group: UserActor[]): Promise<WireAlert> {
  const { commands } = core.app;
  const actor = { ...(await core.person()), administrator: true };
  const officer = async (role: 'drafter' | 'approver' | 'sole_operator') => {
    const user = await core.person();
    await commands.grantRole({ actor, user: user.username, role });
    return { ...user, via: 'sign-in' as const, credentialId: randomUUID() };
  };
  const choice = {
    template: 'fire',
    values: { time: '14:05' },
    area: { campus: null, buildings: ['tower'] },
    nextUpdateMinutes: 15,
    expiresMinutes: 60,
    key: randomUUID(),
  };
  if (kind === 'live')
    return (await commands.breakGlass({ actor: await officer('sole_operator'), ...choice, word: 'ALERT' }))
      .alert;
  const drafter = await officer('drafter');
  const { id, hash } = await commands.draftAlert({
    actor: drafter,
    kind,
    type: 'alert',
    base: 0,
    ...choice,
    group: group.map(({ username }) => username),
  });
  const confirm = { kind, id, hash, word: 'EXERCISE' } as const;
  await commands.submitAlert({ actor: drafter, ...confirm });
  return (await commands.approveAlert({ actor: await officer('approver'), ...confirm })).alert;
}

/** Makes everything due that the ladders have for the first `seconds`, on both nodes at once. */
async function passTime(seconds: number): Promise<void> {
  const { core, other } = cores;
  await core.db.pool.query(
    `UPDATE alert_handovers h SET due_at = now() FROM alert_revisions v
     WHERE done_at IS NULL AND v.alert_id = h.alert_id AND v.revision = h.revision
       AND (h.attempts > 0 OR h.due_at <= v.at + $1 * interval '1 second')`,
    [seconds],
  );
  // A step waits for the one before.
  for (;;) {
    const { rowCount } = await core.db.pool.query(
      'SELECT 1 FROM alert_handovers WHERE done_at IS NULL AND due_at <= now() AND attempts < 5',
    );
    if (rowCount === 0) break;
    await Promise.all([handOverDue(core.app), handOverDue(other.app)]);
  }
  await Promise.all([core.app.alerts.flush(), other.app.alerts.flush()]);
}

/** Subscribes a browser of the user to notifications. */
async function subscribed(user: UserActor, language: 'pt' | 'en') {
  const { core } = cores;
  const credentialId = await insertSignIn(core.db.pool, { userId: user.userId, userAgent: '', days: 1 });
  const browser = push.browser();
  const actor = { ...user, via: 'sign-in' as const, credentialId };
  await subscribe(core.app, { actor, ...browser.subscription, language });
  return { actor, browser, received: browser.received };
}

/** Gives the user a local account with this address. */
const withAddress = ({ userId }: UserActor, email: string) =>
  insertLocalAccount(cores.core.db.pool, { userId, email, passwordHash: '-' });

/** A person whom a channel reaches, on one device. */
interface Reachable {
  userId: string;
  /** Returns the revisions that reached the person, each as all its text. */
  received(): string[];
  /** Makes the service of the device fail, or work again. */
  fail(failing: boolean): void;
}

const CHANNELS: Record<OutgoingChannel['name'], { hasPeople: boolean; person(): Promise<Reachable> }> = {
  push: {
    hasPeople: true,
    async person() {
      const user = await cores.core.person();
      const { browser, received } = await subscribed(user, 'pt');
      return {
        userId: user.userId,
        received: () => received.map(({ payload }) => JSON.stringify(payload)),
        fail: (failing) => browser.answer({ status: failing ? 503 : 201 }),
      };
    },
  },
  email: {
    hasPeople: true,
    async person() {
      const user = await cores.core.person();
      const address = `${user.username}@example.org`;
      await withAddress(user, address);
      return {
        userId: user.userId,
        received: () =>
          smtp.mails
            .filter(({ to }) => to.includes(address))
            .map(({ headers, text }) => `${headers.get('subject')}\n${text}`),
        fail: (failing) => void (failing ? smtp.refused.add(address) : smtp.refused.delete(address)),
      };
    },
  },
  webhook: {
    hasPeople: false,
    async person() {
      const { userId } = await cores.core.person();
      const before = posted.length;
      return {
        userId,
        received: () => posted.slice(before).flatMap((each) => (each.status === 200 ? each.body : [])),
        fail(failing) {
          status = failing ? 500 : 200;
        },
      };
    },
  },
};

describe.each(Object.entries(CHANNELS))('the channel %s', (name, { hasPeople, person }) => {
  let channel: OutgoingChannel;
  let people: [Reachable, Reachable];
  beforeEach(async () => {
    channel = cores.core.app.alertChannels.find((each) => each.name === name) as OutgoingChannel;
    people = [await person(), await person()];
  });
  const send = async (change: Partial<WireAlert> = {}, handed: string[] = [], isNewest = () => true) =>
    (
      await channel.handOver(
        { ...exampleAlert, id: randomUUID(), ...change },
        { userIds: people.map(({ userId }) => userId), handed: new Set(handed), isNewest },
      )
    ).map(({ userId, ...rest }) => ({ ...rest, to: people.findIndex((each) => each.userId === userId) }));
  const counts = () => people.map(({ received }) => received().length);

  test('says what the alert says and what it is, once to each person', async () => {
    const handed = await send({
      texts: {
        pt: { ...exampleAlert.texts.pt, headline: 'EXERCÍCIO: Fogo, saia já: Pavilhão Central' },
        en: { ...exampleAlert.texts.en, headline: 'EXERCISE: Fire, leave now: Pavilhão Central' },
      },
    });
    expect(handed.map(({ to, reach }) => [to, reach])).toEqual(
      hasPeople
        ? expect.arrayContaining([
            [0, 'handed'],
            [1, 'handed'],
          ])
        : [],
    );
    for (const { received } of hasPeople ? people : people.slice(0, 1)) {
      expect(received()).toHaveLength(1);
      expect(received()[0]).toContain('EXERCÍCIO: Fogo, saia já: Pavilhão Central');
    }
  });

  test('hands nothing to a device that took the revision', async () => {
    if (!hasPeople) return;
    const id = randomUUID();
    const [first] = await send({ id });
    await send({ id }, [first?.device as string]);
    expect(counts()[first?.to as number]).toBe(1);
    expect(counts()).toContain(2);
  });

  test('[H4] sends nothing of a revision that a later one has replaced', async () => {
    expect(await send({}, [], () => false)).toEqual([]);
    expect(counts()).toEqual([0, 0]);
  });

  test('says what failed, and delivers it when it is asked again', async () => {
    const id = randomUUID();
    for (const each of people) each.fail(true);
    const failed = await send({ id }).catch(() => []);
    expect(failed.filter(({ reach }) => reach === 'handed')).toEqual([]);
    expect(counts()).toEqual([0, 0]);
    for (const each of people) each.fail(false);
    await send({ id });
    expect(counts()).toEqual([1, 1]);
  });
});

test('[H6] an alert is pushed to all devices at once, and again to those that do not show it, by one node each time', async () => {
  const { core, other } = cores;
  const [seen, away] = (await core.people(2)) as [UserActor, UserActor];
  const [shown, hidden] = [await subscribed(seen, 'pt'), await subscribed(away, 'en')];
  const alert = await issue(core, 'exercise', [seen, away]);
  await Promise.all([handOverDue(core.app), handOverDue(other.app)]);
  const quad = { kind: 'alert', alert: alert.id, revision: 1, active: true, alertKind: 'exercise' };
  expect(shown.received.map(({ payload }) => payload.quad)).toEqual([{ ...quad, user: seen.username }]);
  expect(shown.received[0]?.payload.notification).toMatchObject({
    title: 'EXERCÍCIO: Fogo, saia já: Building tower',
    tag: `alert-${alert.id}`,
    lang: 'pt',
  });
  expect(hidden.received[0]?.payload.notification?.title).toBe('EXERCISE: Fire, leave now: Building tower');

  await other.app.alerts.refresh();
  const receipts = [{ alert: alert.id, revision: 1, state: 'displayed' as const }];
  await other.app.commands.noteReceipts({ actor: shown.actor, channel: 'push', receipts });
  await Promise.all([core.app.alerts.flush(), other.app.alerts.flush()]);
  await passTime(10);
  await passTime(10);
  expect([shown.received.length, hidden.received.length]).toEqual([1, 2]);
  await Promise.all([core.app.alerts.flush(), other.app.alerts.flush()]);
  const auditor = await core.person();
  await core.app.commands.grantRole({
    actor: { ...(await core.person()), administrator: true },
    user: auditor.username,
    role: 'auditor',
  });
  const record = await core.app.commands.showAlertRecord({
    actor: { ...auditor, via: 'sign-in' },
    id: alert.id,
  });
  expect(record.channels.push).toEqual({ handed: 1, displayed: 1 });
  expect(record.numbers).toMatchObject({ targeted: 2, displayed: 1, handed: 1 });
  // No siren sounds for an exercise.
  expect(posted.filter(({ body }) => body.includes(alert.id))).toEqual([]);
});

test('a webhook gets each live revision signed, again after a failure, and nothing that a later revision replaced', async () => {
  const { core } = cores;
  const alert = await issue(core, 'live', []);
  posted.length = 0;
  status = 500;
  await passTime(30);
  status = 200;
  await passTime(30);
  await passTime(30);
  expect(posted.map(({ body }) => JSON.parse(body))).toEqual([
    { version: 1, alert },
    { version: 1, alert },
  ]);
  for (const { body, signature } of posted)
    expect(signature).toBe(createHmac('sha256', SECRET).update(body).digest('hex'));

  posted.length = 0;
  const replaced = await issue(core, 'live', []);
  const officer = await core.person();
  await core.app.commands.grantRole({
    actor: { ...(await core.person()), administrator: true },
    user: officer.username,
    role: 'approver',
  });
  await core.app.commands.cancelAlert({
    actor: { ...officer, via: 'sign-in' },
    id: replaced.id,
    revision: 1,
  });
  // An end is posted at once.
  await passTime(0);
  expect(posted.map(({ body }) => JSON.parse(body).alert.type)).toEqual(['cancel']);
});

test('[H6] who has not seen an alert after 10 s gets an e-mail, and a device that failed is tried again', async () => {
  const { core } = cores;
  const [seen, mailed, away] = (await core.people(3)) as [UserActor, UserActor, UserActor];
  await withAddress(seen, 'seen@example.org');
  await withAddress(mailed, 'mailed@example.org');
  const { browser, received } = await subscribed(away, 'en');
  browser.answer({ status: 503 });
  const alert = await issue(core, 'exercise', [seen, mailed, away]);
  const receipts = [{ alert: alert.id, revision: 1, state: 'displayed' as const }];
  await core.app.commands.noteReceipts({ actor: seen, channel: 'socket', receipts });
  await passTime(0);
  smtp.failure = { code: 451 };
  await passTime(10);
  expect(received).toEqual([]);
  smtp.failure = null;
  browser.answer({ status: 201 });
  await passTime(60);
  await passTime(60);
  expect(received).toHaveLength(1);
  const mails = smtp.mails.filter(({ text }) => text.includes(alert.id));
  expect(mails.map(({ to }) => to)).toEqual([['mailed@example.org']]);
  expect(Object.fromEntries(mails[0]?.headers ?? [])).toMatchObject({
    from: '"Campus: safety" <alerts@example.edu>',
    to: '"undisclosed-recipients":;',
    subject: 'EXERCÍCIO: Fogo, saia já: Building tower / EXERCISE: Fire, leave now: Building tower',
    'message-id': `<alert-${alert.id}.1@example.edu>`,
    'auto-submitted': 'auto-generated',
  });
});

test('what a node that stops has not handed over is due at once for another one', async () => {
  const { core } = cores;
  const [user] = (await core.people(1)) as [UserActor];
  const { received } = await subscribed(user, 'en');
  await issue(core, 'exercise', [user]);
  await handOverDue(core.app, core.app.alertChannels, () => true);
  expect(received).toEqual([]);
  await handOverDue(core.app);
  expect(received).toHaveLength(1);
});

test('[R10] who is suspended is mailed live alerts alone, and is no warden', async () => {
  const { core } = cores;
  const [suspended, group] = (await core.people(2)) as [UserActor, UserActor];
  const actor = { ...(await core.person()), administrator: true };
  await core.app.commands.grantRole({ actor, user: suspended.username, role: 'warden' });
  const address = `${suspended.username}@example.org`;
  await withAddress(suspended, address);
  await core.db.pool.query(`UPDATE users SET suspended_until = now() + interval '1 hour' WHERE id = $1`, [
    suspended.userId,
  ]);
  const email = core.app.alertChannels.find(({ name }) => name === 'email') as OutgoingChannel;
  const handOver = (kind: WireAlert['kind']) =>
    email.handOver(
      { ...exampleAlert, id: randomUUID(), kind },
      { userIds: [suspended.userId], handed: new Set(), isNewest: () => true },
    );
  expect(await handOver('exercise')).toEqual([]);
  expect(await handOver('test')).toEqual([]);
  expect(await handOver('live')).toMatchObject([{ userId: suspended.userId, reach: 'handed' }]);
  const alert = await issue(core, 'exercise', [group]);
  expect((await unseenByWarden(core.app, alert)).has(suspended.userId)).toBe(false);
});

test('a warden whose mail fails does not make the others be told again', async () => {
  const { core } = cores;
  const wardens = (await core.people(2)) as [UserActor, UserActor];
  for (const warden of wardens) await withAddress(warden, `${warden.username}@example.org`);
  const sent: string[] = [];
  const channel = (failing: number) =>
    createEmailChannel({
      db: core.db,
      mailServer: {
        async send(_, [address = '']) {
          if (wardens.slice(0, failing).some(({ username }) => address.startsWith(username)))
            throw new Error('later');
          sent.push(address);
          return new Set([address]);
        },
        async check() {},
      },
      addresses: null,
      publicUrl: 'https://example.edu',
      consoleUrl: 'https://example.edu/officers',
    });
  const counts = new Map(wardens.map(({ userId }) => [userId, 3]));
  await channel(1).tellWardens?.(exampleAlert, counts);
  expect(sent).toEqual([`${wardens[1].username}@example.org`]);
  await expect(channel(2).tellWardens?.(exampleAlert, counts)).rejects.toThrow('later');
});

test('after two minutes wardens are told how many people of their buildings have not seen an alert', async () => {
  const { core } = cores;
  const warden = await core.person();
  const actor = { ...(await core.person()), administrator: true };
  await core.app.commands.grantRole({ actor, user: warden.username, role: 'warden' });
  const { received } = await subscribed(warden, 'pt');
  await withAddress(warden, 'warden@example.org');
  const alert = await issue(core, 'exercise', await core.people(3));
  await passTime(120);
  const payloads = received.map(({ payload }) => payload);
  expect(payloads.filter((each) => JSON.stringify(each).includes(alert.id))).toMatchObject([
    { notification: { title: '3 por alcançar' }, quad: { kind: 'roll_call', alert: alert.id } },
  ]);
  const mails = smtp.mails.filter(
    ({ to, headers }) => to.includes('warden@example.org') && headers.get('message-id')?.includes(alert.id),
  );
  expect(mails.map(({ headers }) => headers.get('subject'))).toEqual([
    '3 por alcançar / 3 not reached: EXERCÍCIO: Fogo, saia já: Building tower',
  ]);
});

test('[H2] an approver without an open page is told that a draft waits; nobody else is', async () => {
  const { core } = cores;
  const [approver, elsewhere] = (await core.people(2)) as [UserActor, UserActor];
  const actor = { ...(await core.person()), administrator: true };
  await core.app.commands.grantRole({ actor, user: approver.username, role: 'approver' });
  await core.app.commands.grantRole({ actor, user: elsewhere.username, role: 'approver', building: 'annex' });
  const { received } = await subscribed(approver, 'pt');
  const other = await subscribed(elsewhere, 'en');
  await issue(core, 'exercise', [approver]);
  await eventually(
    async () => received.length,
    (count) => count > 0,
  );
  expect(received[0]?.payload).toMatchObject({
    notification: {
      title: 'Um alerta espera pela sua aprovação',
      body: expect.stringMatching(/^EXERCÍCIO: /),
    },
    quad: { kind: 'draft' },
  });
  expect(other.received).toEqual([]);
});

test('users of a provider have the address of the setting, and guests none', async () => {
  const { core } = cores;
  const [fenix, guest, strange] = (await core.people(3)) as [UserActor, UserActor, UserActor];
  const { pool } = core.db;
  for (const { userId } of [fenix, strange])
    await pool.query(
      `INSERT INTO identities (user_id, provider, subject) VALUES ($1::uuid, 'fenix', $1::text)`,
      [userId],
    );
  await pool.query(`UPDATE users SET username = 'a@b c' WHERE id = $1`, [strange.userId]);
  await pool.query(`UPDATE users SET guest_until = now() + interval '1 h' WHERE id = $1`, [guest.userId]);
  const ids = [fenix, guest, strange].map(({ userId }) => userId);
  expect(await addressesOf(pool, ids, '{username}@example.edu')).toEqual(
    new Map([[fenix.userId, `${fenix.username}@example.edu`]]),
  );
  expect(await addressesOf(pool, ids, null)).toEqual(new Map());
});

test('a password is sent over TLS only, and an address that the standard does not allow to no server', async () => {
  const from = { name: '', address: 'alerts@example.edu' };
  const mail = { id: 'a-mail', subject: 'Olá', text: 'Olá' };
  const withPassword = createSmtp(smtp.url.replace('//', '//user:password@'), from);
  await expect(withPassword.send(mail, ['ana@example.org'])).rejects.toThrow(
    /^The mail server failed: \w+\.$/,
  );
  const before = smtp.mails.length;
  expect(await createSmtp(smtp.url, from).send(mail, ['joão@example.org'])).toEqual(new Set());
  expect(smtp.mails.length).toBe(before);
  const check = async (url: string) =>
    (await checkMailServer({ mail: { url, from, addresses: null } }))[0]?.state;
  expect(await check(smtp.url)).toBe('ok');
  expect(await check('smtp://127.0.0.1:1')).toBe('wrong');
});
