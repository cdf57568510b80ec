import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import type { Address } from '@/protocol/events';
import { notificationRoutes } from '@/protocol/routes/notifications';
import { endSignIn, insertSignIn } from '@/server/accounts/store/sign-ins';
import type { UserActor } from '@/server/actor';
import { createConversation } from '@/server/conversations/create-conversation';
import { editMessage } from '@/server/conversations/edit-message';
import { joinChannel } from '@/server/conversations/join-channel';
import { leaveConversation } from '@/server/conversations/leave-conversation';
import { markRead } from '@/server/conversations/mark-read';
import { markShown } from '@/server/conversations/mark-shown';
import { muteConversation } from '@/server/conversations/mute-conversation';
import { sendMessage } from '@/server/conversations/send-message';
import { chooseNotifications } from '@/server/notifications/choose-notifications';
import { listDecisions } from '@/server/notifications/list-decisions';
import { sendTestNotification } from '@/server/notifications/send-test-notification';
import { showNotifications } from '@/server/notifications/show-notifications';
import { claimRead, forgetOldDecisions } from '@/server/notifications/store/notifications';
import { subscribe } from '@/server/notifications/subscribe';
import { unsubscribe } from '@/server/notifications/unsubscribe';
import { updateDevice } from '@/server/notifications/update-device';
import { updateNotifications } from '@/server/notifications/update-notifications';
import { blockUser } from '@/server/safety/block-user';
import { suspendUser } from '@/server/safety/suspend-user';
import type { Core } from '../support/core';
import { createPushHerd } from '../support/push-herd';
import { type PushBrowser, startPushService } from '../support/push-service';
import { withCores } from '../support/suite';
import { createTalk, into, to } from '../support/talk';

const service = await startPushService();
afterAll(() => service.close());
const { core, other } = withCores({ PUSH_HOSTS: service.origin, PUSH_AFTER_SECONDS: '0' });
const { people, group } = createTalk(core);

/** Returns the user as signed in with another browser, which is notified. */
async function notified(
  user: UserActor,
  language = 'en',
): Promise<{ user: UserActor; browser: PushBrowser }> {
  const browser = service.browser();
  const actor = await signedIn(user);
  await subscribe(core.app, { actor, ...browser.subscription, language });
  return { user: actor, browser };
}

async function signedIn(user: UserActor): Promise<UserActor> {
  const signIn = { userId: user.userId, userAgent: 'Firefox/140.0 Linux', days: 1 };
  return { ...user, via: 'sign-in', credentialId: await insertSignIn(core.db.pool, signIn) };
}

const say = async (actor: UserActor, address: Address, text: string) => {
  const sent = await sendMessage(core.app, { actor, address, text, clientId: randomUUID(), socketId: null });
  const [entry] = sent.entries;
  if (!entry) throw new Error('no entry');
  return { conversation: entry.conversation.id, seq: entry.seq, id: entry.message.id };
};

/** Runs a node until what it sends now is sent. */
const run = async ({ app }: Core = core) => {
  await app.notifier.tick();
  await app.notifier.settled();
};

const outcomes = async (actor: UserActor) =>
  (await listDecisions(core.app, { actor })).map(({ kind, outcome }) => `${kind}: ${outcome}`).reverse();

/** Returns two users whose direct conversation is accepted; the second one is notified. */
async function friends() {
  const [ana, plain] = await people(2);
  await say(plain, to(ana), 'hello');
  const { conversation } = await say(ana, to(plain), 'hello yourself');
  return { ana, conversation, ...(await notified(plain)) };
}

describe('[W1] a message is sent to the closed pages of its reader', () => {
  test('encrypted, with sender, text, and where it is', async () => {
    const { ana, user, browser } = await friends();
    const { conversation, seq } = await say(ana, to(user), 'the **lecture** is in `C11`');
    await run();
    const { payload, headers } = await browser.next(({ quad }) => quad.kind === 'message');
    expect(payload).toMatchObject({
      web_push: 8030,
      notification: {
        title: ana.name,
        body: 'the lecture is in C11',
        lang: 'en',
        navigate: `http://quad.test/?c=${conversation}&m=${seq}`,
        tag: conversation,
        actions: [{ action: 'read' }, { action: 'answer' }, { action: 'mute' }],
      },
      quad: { kind: 'message', user: user.username, conversation, seq, unread: 2 },
    });
    expect(headers).toMatchObject({ ttl: '86400', urgency: 'high', 'content-encoding': 'aes128gcm' });
    expect(headers.topic).toMatch(/^[A-Za-z0-9_-]{32}$/);
    expect(headers.authorization).toMatch(/^vapid t=[\w-]+\.[\w-]+\.[\w-]+, k=[\w-]{87}$/);
    expect(await outcomes(user)).toEqual(['direct: sent']);
    await run();
    expect(browser.received).toHaveLength(1);
  });

  test('[W5] with as much of it as the reader lets a notification show, in the language of the device', async () => {
    const { ana, user, browser } = await friends();
    const portuguese = await notified(user, 'pt');
    await updateNotifications(core.app, { actor: user, text: 'sender' });
    await say(ana, to(user), 'a secret');
    await run();
    await updateNotifications(core.app, { actor: user, text: 'nothing' });
    await say(ana, to(user), 'another secret');
    await run();
    const shown = (each: PushBrowser) =>
      each.received.map(({ payload: { notification: n } }) => [n?.title, n?.body]);
    expect(shown(browser)).toEqual([
      [ana.name, 'New message'],
      ['Quad', 'New message'],
    ]);
    expect(shown(portuguese.browser)).toEqual([
      [ana.name, 'Nova mensagem'],
      ['Quad', 'Nova mensagem'],
    ]);
    expect(JSON.stringify([browser.received, portuguese.browser.received])).not.toContain('secret');
  });

  test('as its reader has it: an edit after the reader left is not shown', async () => {
    const [ana, rui, eva] = await people(3);
    const some = await group(ana, rui, eva);
    const { user, browser } = await notified(rui);
    const { id } = await say(ana, into(some), 'hello all');
    await leaveConversation(core.app, { actor: user, conversationId: some.id });
    await editMessage(core.app, { actor: ana, messageId: id, text: `a secret for @${user.username}` });
    await run();
    expect(await outcomes(user)).toEqual(['group: sent']);
    expect(browser.received.map(({ payload }) => payload.notification?.body)).toEqual(['hello all']);
  });

  test('a long one shortened, and in one encrypted message', async () => {
    const { ana, user, browser } = await friends();
    await say(ana, to(user), '👩‍🚀'.repeat(900));
    await run();
    const { payload } = await browser.next(() => true);
    expect(payload.notification?.body.endsWith('…')).toBe(true);
    expect(Number(browser.received[0]?.headers['content-length'])).toBe(86 + 2800 + 1 + 16);
  });
});

describe('[W4] who is notified', () => {
  test('of mentions and replies everywhere, of groups, and of a channel only by choice', async () => {
    const [ana, rui] = await people(2);
    const channel = await createConversation(core.app, {
      actor: ana,
      wanted: { kind: 'channel', title: `c ${randomUUID()}`.slice(0, 40), public: true },
    });
    await joinChannel(core.app, { actor: rui, conversationId: channel.id });
    const some = await group(ana, rui);
    const { user } = await notified(rui);
    const own = await sendMessage(core.app, {
      actor: rui,
      address: into(channel),
      text: 'my question',
      clientId: randomUUID(),
      socketId: null,
    });
    await say(ana, into(channel), 'to everybody');
    await say(ana, into(channel), `hi @${rui.username}`);
    await sendMessage(core.app, {
      actor: ana,
      address: into(channel),
      text: 'my answer',
      clientId: randomUUID(),
      socketId: null,
      replyTo: own.entries[0]?.message.id,
    });
    await say(ana, into(some), 'to the group');
    await run();
    expect((await outcomes(user)).sort()).toEqual(['group: sent', 'mention: sent', 'reply: sent']);

    await updateNotifications(core.app, { actor: user, groups: false });
    await say(ana, into(some), 'again');
    await chooseNotifications(core.app, { actor: user, id: channel.id, level: 'all' });
    await say(ana, into(channel), 'to everybody again');
    await run();
    expect((await outcomes(user)).slice(3).sort()).toEqual(['group: not_chosen', 'room: sent']);
  });

  test('not of what was shown or read, muted, paused, or comes while nothing may disturb; and why is told', async () => {
    const { ana, user, browser, conversation } = await friends();
    const write = () => say(ana, to(user), 'hello');
    const shown = await write();
    await markShown(core.app, { actor: user, conversations: { [conversation]: shown.seq } });
    await run();
    const read = await write();
    await markRead(core.app, { actor: user, conversationId: conversation, seq: read.seq });
    await run();
    await chooseNotifications(core.app, { actor: user, id: conversation, muteMinutes: 60 });
    expect((await showNotifications(core.app, { actor: user })).conversations).toEqual([
      { conversation, title: ana.name, level: null, mutedUntil: expect.any(String) },
    ]);
    await write();
    await run();
    await chooseNotifications(core.app, { actor: user, id: conversation, muteMinutes: 0, level: 'nothing' });
    await write();
    await run();
    await chooseNotifications(core.app, { actor: user, id: conversation, level: null });
    const soon = new Date(Date.now() + 3_600_000);
    await updateNotifications(core.app, { actor: user, doNotDisturbUntil: soon.toISOString() });
    await write();
    await run();
    const quiet = { from: 0, until: 1439, timeZone: 'Europe/Lisbon' };
    await updateNotifications(core.app, { actor: user, doNotDisturbUntil: null, quiet });
    await write();
    await run();
    await updateNotifications(core.app, { actor: user, quiet: null });
    await muteConversation(core.app, { actor: user, conversationId: conversation, muted: true });
    await say(ana, to(user), `hello @${user.username}`);
    await run();
    expect(await outcomes(user)).toEqual([
      'direct: shown',
      'direct: read',
      'direct: paused',
      'direct: not_chosen',
      'direct: do_not_disturb',
      'direct: quiet_hours',
      'direct: muted',
    ]);
    expect(browser.received).toEqual([]);
  });

  test('not of a message request, and only of direct messages on a device that takes no others', async () => {
    const [ana, rui] = await people(2);
    const some = await group(ana, rui);
    const { user, browser } = await notified(rui);
    await updateDevice(core.app, { actor: user, id: user.credentialId, directOnly: true });
    await say(ana, to(user), 'you do not know me');
    await say(ana, into(some), 'hello all');
    await run();
    expect((await outcomes(user)).sort()).toEqual(['direct: request', 'group: not_chosen']);
    expect(browser.received).toEqual([]);
  });
});

test('[W4] settings that are changed at the same time do not overwrite each other', async () => {
  const [user] = await people(1);
  const quiet = { from: 0, until: 60, timeZone: 'Europe/Lisbon' };
  const doNotDisturbUntil = new Date(Date.now() + 3_600_000).toISOString();
  const changes = [{ text: 'sender' as const }, { groups: false }, { quiet }, { doNotDisturbUntil }];
  await Promise.all(changes.map((change) => updateNotifications(core.app, { actor: user, ...change })));
  const { settings } = await showNotifications(core.app, { actor: user });
  expect(settings).toEqual({ text: 'sender', groups: false, quiet, doNotDisturbUntil });
});

test('a time that no database stores and an endpoint with a control character are not taken as they are', () => {
  const update = notificationRoutes['POST /api/v1/notifications'].body;
  const isTaken = (doNotDisturbUntil: string) => update.safeParse({ doNotDisturbUntil }).success;
  const times = ['0000-01-01T00:00:00Z', '9999-01-01T00:00:00Z', new Date(Date.now() + 60_000).toISOString()];
  expect(times.map(isTaken)).toEqual([false, false, true]);
  const { keys } = service.browser().subscription;
  const { body } = notificationRoutes['POST /api/v1/notifications/subscribe'];
  expect(body.parse({ endpoint: 'https://push.example/a\u0000b', keys }).endpoint).toBe(
    'https://push.example/a%00b',
  );
});

test('[W8] decisions are deleted after 7 days, a limited number at once', async () => {
  const { ana, user, conversation } = await friends();
  for (const text of ['one', 'two', 'three']) await say(ana, to(user), text);
  await run();
  await core.db.pool.query(
    `UPDATE notifications SET at = at - interval '8 days' WHERE user_id = $1 AND seq < (
       SELECT max(seq) FROM notifications WHERE conversation_id = $2)`,
    [user.userId, conversation],
  );
  expect(await forgetOldDecisions(core.db, 1)).toBe(1);
  expect(await forgetOldDecisions(core.db, 2)).toBe(1);
  expect(await outcomes(user)).toEqual(['direct: sent']);
});

describe('[W6] reading anywhere', () => {
  test('takes the notification away on the devices that show it', async () => {
    const { ana, user, browser, conversation } = await friends();
    const { seq } = await say(ana, to(user), 'hello');
    await run();
    await browser.next(({ quad }) => quad.kind === 'message');
    await markRead(core.app, { actor: user, conversationId: conversation, seq });
    await run();
    const { payload, headers } = await browser.next(({ quad }) => quad.kind === 'read');
    expect(payload).toEqual({ quad: { kind: 'read', conversation, seq, unread: 0 } });
    expect(headers.topic).toBe(browser.received[0]?.headers.topic);
    await run();
    expect(browser.received).toHaveLength(2);
  });

  test('takes a limited number away at once, each once', async () => {
    const { ana, user, conversation } = await friends();
    await say(ana, to(user), 'hello');
    const { seq } = await say(ana, to(user), 'hello again');
    await run();
    await markRead(core.app, { actor: user, conversationId: conversation, seq });
    const claim = async () => {
      const { read, isMore } = await claimRead(core.db.pool, [user.userId], 1);
      return [...read.map((each) => each.seq), isMore];
    };
    expect([await claim(), await claim(), await claim()]).toEqual([[seq - 1, true], [seq, true], [false]]);
  });

  test('takes it away later when the push service is busy, and forgets a device that ended', async () => {
    const { ana, user, browser, conversation } = await friends();
    const { seq } = await say(ana, to(user), 'hello');
    await run();
    browser.answer({ status: 503, headers: { 'Retry-After': '0' } }, { status: 201 });
    await markRead(core.app, { actor: user, conversationId: conversation, seq });
    await run();
    expect(browser.received).toHaveLength(1);
    // The node that failed is not needed.
    await sweep(other);
    expect(browser.received[1]?.payload.quad).toEqual({ kind: 'read', conversation, seq, unread: 0 });
    await sweep(core);
    expect(browser.received).toHaveLength(2);

    const next = await say(ana, to(user), 'hello again');
    await run();
    browser.answer({ status: 410 });
    await markRead(core.app, { actor: user, conversationId: conversation, seq: next.seq });
    await run();
    expect((await showNotifications(core.app, { actor: user })).devices).toEqual([]);
  });
});

describe('[W7] a push service that', () => {
  test('ended the subscription is sent nothing more', async () => {
    const { ana, user, browser } = await friends();
    browser.answer({ status: 410 });
    await say(ana, to(user), 'hello');
    await run();
    expect(await outcomes(user)).toEqual(['direct: gone']);
    expect((await showNotifications(core.app, { actor: user })).devices).toEqual([]);
  });

  test('is busy is asked again, by any node, unless the message was read meanwhile', async () => {
    const { ana, user, browser, conversation } = await friends();
    browser.answer({ status: 429, headers: { 'Retry-After': '1' } }, { status: 503 }, { status: 201 });
    await say(ana, to(user), 'hello');
    await run();
    expect(await outcomes(user)).toEqual(['direct: due']);
    await retryNow(other);
    expect(await outcomes(user)).toEqual(['direct: due']);
    await retryNow();
    expect(await outcomes(user)).toEqual(['direct: sent']);

    browser.answer({ status: 500 });
    const { seq } = await say(ana, to(user), 'hello again');
    await run();
    await markRead(core.app, { actor: user, conversationId: conversation, seq });
    await retryNow();
    expect(await outcomes(user)).toEqual(['direct: sent', 'direct: read']);
  });

  test('is busy is not asked again when the user would not be notified now, or a day later', async () => {
    const { ana, user, browser, conversation } = await friends();
    const wait = async () => {
      browser.answer({ status: 503 });
      const said = await say(ana, to(user), 'hello');
      await run();
      browser.answer({ status: 201 });
      return said;
    };
    await wait();
    const doNotDisturbUntil = new Date(Date.now() + 3_600_000).toISOString();
    await updateNotifications(core.app, { actor: user, doNotDisturbUntil });
    await retryNow();
    await updateNotifications(core.app, { actor: user, doNotDisturbUntil: null });
    await wait();
    await chooseNotifications(core.app, { actor: user, id: conversation, muteMinutes: 5 });
    await retryNow();
    await chooseNotifications(core.app, { actor: user, id: conversation, muteMinutes: 0 });
    const shown = await wait();
    await markShown(core.app, { actor: user, conversations: { [conversation]: shown.seq } });
    await retryNow();
    const { seq } = await wait();
    await core.db.pool.query(
      `UPDATE notifications SET at = at - interval '1 day' WHERE conversation_id = $1 AND seq = $2`,
      [conversation, seq],
    );
    await retryNow();
    await wait();
    await blockUser(core.app, { actor: user, username: ana.username, blocked: true });
    await retryNow();
    expect((await outcomes(user)).sort()).toEqual([
      'direct: do_not_disturb',
      'direct: failed',
      'direct: not_chosen',
      'direct: paused',
      'direct: shown',
    ]);
    expect(browser.received).toEqual([]);
  });

  test('is busy is not asked to replace a newer notification of the conversation by an older one', async () => {
    const { ana, user, browser } = await friends();
    browser.answer({ status: 503 }, { status: 201 });
    await say(ana, to(user), 'older');
    await run();
    await say(ana, to(user), 'newer');
    await run();
    await retryNow();
    expect(await outcomes(user)).toEqual(['direct: sent', 'direct: sent']);
    expect(browser.received.map(({ payload }) => payload.notification?.body)).toEqual(['newer']);
  });

  test('refuses a message is asked once, and the device says so', async () => {
    const { ana, user, browser } = await friends();
    browser.answer({ status: 413 });
    await say(ana, to(user), 'hello');
    await run();
    expect(await outcomes(user)).toEqual(['direct: failed']);
    const [device] = (await showNotifications(core.app, { actor: user })).devices;
    expect(device).toMatchObject({ failure: '413', accepted: null, current: true, browser: 'Firefox' });
    browser.answer({ status: 301, headers: { Location: 'http://127.0.0.1:9/elsewhere' } });
    expect(await sendTestNotification(core.app, { actor: user })).toEqual({ result: 'refused' });
    browser.answer({ status: 201 });
    expect(await sendTestNotification(core.app, { actor: user })).toEqual({ result: 'accepted' });
    expect(browser.received[0]?.payload.quad).toEqual({ kind: 'test' });
  });
});

/** Lets a node look at once for what was left to do. */
async function sweep(node: Core): Promise<void> {
  await node.app.notifier.sweep();
  await node.app.notifier.settled();
}

/** Lets a node try again at once what waits for another attempt. */
async function retryNow(node: Core = core): Promise<void> {
  await core.db.pool.query(
    "UPDATE notifications SET due_at = now() - interval '1 s' WHERE due_at IS NOT NULL",
  );
  await sweep(node);
}

test('[W8] what a node had not decided when it died is decided by another one, once', async () => {
  const { ana, user, browser } = await friends();
  await run(other); // begins the first period
  // The node that stored the message never runs again.
  const lost = await sendMessage(other.app, {
    actor: ana,
    address: to(user),
    text: 'hello',
    clientId: randomUUID(),
    socketId: null,
  });
  await core.db.pool.query(`UPDATE notification_sweeps SET until = now() - interval '2 minutes'`);
  await core.db.pool.query(
    `UPDATE push_subscriptions SET created_at = now() - interval '1 hour' WHERE user_id = $1`,
    [user.userId],
  );
  await core.db.pool.query(`UPDATE entries SET at = now() - interval '40 seconds' WHERE message_id = $1`, [
    lost.entries[0]?.message.id,
  ]);
  await Promise.all([sweep(core), sweep(core)]);
  await browser.next(({ quad }) => quad.kind === 'message');
  await sweep(core);
  await run(other);
  expect(await outcomes(user)).toEqual(['direct: sent']);
  expect(browser.received).toHaveLength(1);
});

test('[W8] many notifications of one message are each sent once by two nodes, which share statements', async () => {
  const [ana] = await people(1);
  const channel = await createConversation(core.app, {
    actor: ana,
    wanted: { kind: 'channel', title: `h ${randomUUID()}`.slice(0, 40), public: true },
  });
  // More than one node keeps in hand.
  const browsers = Array.from({ length: 1_050 }, () => service.browser());
  await createPushHerd(
    core.db.pool,
    channel.id,
    browsers.map(({ subscription: { endpoint, keys } }) => ({
      endpoint,
      p256dh: Buffer.from(keys.p256dh, 'base64url'),
      auth: Buffer.from(keys.auth, 'base64url'),
    })),
  );
  core.app.notifier.noteSubscribed();
  await say(ana, into(channel), 'the canteen is closed');
  const statements = await core.statements(async () => {
    await core.app.notifier.tick();
    await sweep(other);
    await core.app.notifier.settled();
  });
  await sweep(core);
  expect(new Set(browsers.map(({ received }) => received.length))).toEqual(new Set([1]));
  const { rows } = await core.db.pool.query(
    'SELECT outcome, due_at, displayed, count(*)::int FROM notifications WHERE conversation_id = $1 GROUP BY 1, 2, 3',
    [channel.id],
  );
  expect(rows).toEqual([{ outcome: 'sent', due_at: null, displayed: true, count: 1_050 }]);
  // Results of 100 ms share a transaction, so a slow machine has more of them.
  expect(statements).toBeLessThan(browsers.length / 2);
});

describe('[W2] a subscription', () => {
  test('ends with its sign-in at once', async () => {
    const { ana, user, browser } = await friends();
    await endSignIn(core.db, user.userId, user.credentialId);
    await say(ana, to(user), 'hello');
    await run();
    await sweep(core);
    expect(browser.received).toEqual([]);
    const { rowCount } = await core.db.pool.query('SELECT 1 FROM push_subscriptions WHERE user_id = $1', [
      user.userId,
    ]);
    expect(rowCount).toBe(0);
  });

  test('is sent nothing while its user is suspended, also of what was due before', async () => {
    const { ana, user, browser } = await friends();
    browser.answer({ status: 503 }, { status: 201 });
    await say(ana, to(user), 'hello');
    await run();
    await suspendUser(core.app, {
      actor: { ...ana, administrator: true },
      id: user.username,
      reason: 'spam',
      until: new Date(Date.now() + 3_600_000).toISOString(),
    });
    await say(ana, to(user), 'hello again');
    await retryNow();
    expect(await outcomes(user)).toEqual(['direct: due']);
    expect(browser.received).toEqual([]);
  });

  test('is one for each sign-in, at an allowed push service, with keys of a browser', async () => {
    const [ana, rui] = await people(2);
    const { user, browser } = await notified(ana);
    const again = (actor: UserActor, changes: object = {}) =>
      subscribe(core.app, { actor, ...browser.subscription, language: 'en', ...changes });
    await again(user, { endpoint: `${service.origin}/another` });
    await Promise.all(
      Array.from({ length: 50 }, (_, n) => again(user, { endpoint: `${service.origin}/${n}` })),
    );
    expect((await showNotifications(core.app, { actor: user })).devices).toHaveLength(1);
    await again(user);
    for (const endpoint of ['https://example.org/push', 'http://10.0.0.1/', 'http://[::1]:80/'])
      await expect(again(user, { endpoint })).rejects.toMatchObject({
        code: 'bad_request',
        field: 'endpoint',
      });
    const keys = { p256dh: 'B'.padEnd(87, 'A'), auth: browser.subscription.keys.auth };
    await expect(again(user, { keys })).rejects.toMatchObject({ code: 'bad_request', field: 'keys' });
    await expect(again(ana)).rejects.toMatchObject({ code: 'forbidden' });
    // Another user of the same browser takes it over; who knows only the endpoint does not.
    const next = await signedIn(rui);
    const guessed = service.browser().subscription.keys;
    await expect(again(next, { keys: guessed })).rejects.toMatchObject({ code: 'conflict' });
    await again(next);
    expect((await showNotifications(core.app, { actor: user })).devices).toEqual([]);
    await unsubscribe(core.app, { actor: next });
    expect((await showNotifications(core.app, { actor: next })).devices).toEqual([]);
  });
});

test('[W8] without a device of the readers, a message costs no statement more', async () => {
  const [ana, rui] = await people(2);
  await say(ana, to(rui), 'first');
  await run();
  const { user } = await notified(ana);
  const sent = await core.statements(() => say(ana, to(rui), 'second'));
  await unsubscribe(core.app, { actor: user });
  expect(await core.statements(() => say(ana, to(rui), 'third'))).toBe(sent);
});
