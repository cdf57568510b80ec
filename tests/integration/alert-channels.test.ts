import { createHmac, randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WireAlert } from '@/protocol/alerts';
import { insertSignIn } from '@/server/accounts/store/sign-ins';
import type { UserActor } from '@/server/actor';
import { handOverDue } from '@/server/alerts/hand-over';
import { subscribe } from '@/server/notifications/subscribe';
import { type Core, startCores } from '../support/core';
import { serveHandler } from '../support/handler-server';
import { startPushService } from '../support/push-service';

const SECRET = 'a secret that the webhook of the test knows';
let cores: Awaited<ReturnType<typeof startCores>>;
let push: Awaited<ReturnType<typeof startPushService>>;
let webhook: Awaited<ReturnType<typeof serveHandler>>;
const posted: { signature: unknown; body: string }[] = [];
let status = 200;

beforeAll(async () => {
  push = await startPushService();
  webhook = await serveHandler(async (request, response) => {
    posted.push({ signature: request.headers['x-quad-signature'], body: await text(request) });
    response.writeHead(status).end();
    return true;
  });
  cores = await startCores({
    PUSH_HOSTS: push.origin,
    ALERT_WEBHOOKS: webhook.url,
    ALERT_WEBHOOK_SECRET: SECRET,
  });
});
afterAll(async () => {
  await cores?.remove();
  await push?.close();
  webhook?.close();
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

/** Makes everything due that a ladder has for later, on both nodes at once. */
async function passTime(): Promise<void> {
  const { core, other } = cores;
  await core.db.pool.query('UPDATE alert_handovers SET due_at = now() WHERE done_at IS NULL');
  await Promise.all([handOverDue(core.app), handOverDue(other.app)]);
}

test('[H6] an alert is pushed to all devices at once, and again to those that do not show it, by one node each time', async () => {
  const { core, other } = cores;
  const [seen, away] = (await core.people(2)) as [UserActor, UserActor];
  const subscribed = async (user: UserActor, language: 'pt' | 'en') => {
    const credentialId = await insertSignIn(core.db.pool, { userId: user.userId, userAgent: '', days: 1 });
    const browser = push.browser();
    const actor = { ...user, via: 'sign-in' as const, credentialId };
    await subscribe(core.app, { actor, ...browser.subscription, language });
    return { actor, received: browser.received };
  };
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
  await passTime();
  await passTime();
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
  expect(posted).toEqual([]);
});

test('a webhook gets each live revision signed, again after a failure, and nothing that a later revision replaced', async () => {
  const { core } = cores;
  const alert = await issue(core, 'live', []);
  status = 500;
  await passTime();
  status = 200;
  await passTime();
  await passTime();
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
  await passTime();
  expect(posted.map(({ body }) => JSON.parse(body).alert.type)).toEqual(['cancel']);
});
