import { chromium, type Page } from '@playwright/test';
import settings from '@/playwright.config';
import type { PushPayload } from '@/protocol/push';
import { ok } from '@/tests/support/clients';
import { type Desktop, type DesktopNotification, startDesktop } from '@/tests/support/desktop';
import { type PushBrowser, startPushService } from '@/tests/support/push-service';
import { type Elsewhere, pushServicePort, signInElsewhere } from './elsewhere';
import {
  choose,
  expect,
  idOf,
  list,
  message,
  nameOf,
  onSecondNode,
  signInWithoutPages,
  test,
} from './people';
import { stored } from './stored';

test.use(onSecondNode);

const [READER, WRITER, OTHER] = [1, 5, 8];
/** A page that is not the app: no message is shown on it. */
const OUTSIDE = '/healthz';
const TEST = 'Quad: Notifications work on this device.';

test('[W1][W4][W6] Chromium: every kind of notification is displayed, does what is chosen on it, and goes away when it was read elsewhere', async ({
  url,
}) => {
  const { desktop, context, page, browser, close } = await openChromium(url);
  await letSubscribe(page, browser);
  await page.goto('/notifications');
  const device = page.getByRole('region', { name: 'This device', exact: true });
  await device.getByRole('button', { name: 'Turn on' }).click();
  await device.getByRole('button', { name: 'Send a test' }).click();
  const deliver = await receiverOf(page, browser);
  await deliver(({ quad }) => quad.kind === 'test');
  const displayed = () => desktop.displayed().map(textOf).sort();
  await expect.poll(displayed).toEqual([TEST]);

  const devtools = await context.newCDPSession(page);
  await page.goto('/');
  const { errors, manifest } = await devtools.send('Page.getAppManifest');
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
  expect([errors, installabilityErrors, manifest.shortcuts?.length]).toEqual([[], [], 3]);
  const app = { manifestId: `${url}/`, installUrlOrBundleUrl: `${url}/` };
  await devtools.send('PWA.install', app);
  const badge = async () => (await devtools.send('PWA.getOsAppState', app)).badgeCount;
  await page.goto(OUTSIDE);

  const { reader, writer, direct } = await correspondents(url);
  const create = async (by: Elsewhere, wanted: object) =>
    ok(await by.say('create_conversation', wanted)).conversation.id;
  const group = await create(reader, { kind: 'group', users: [idOf(WRITER)], title: 'Project' });
  const channel = await create(writer, { kind: 'channel', title: 'Free tables', public: true });
  ok(await reader.say('join_channel', { conversation: channel }));
  await reader.visitor.command(`/api/v1/notifications/conversations/${channel}`, { level: 'all' });
  const question = ok(await reader.send({ to: 'conversation', id: group }, 'who tests it?'));
  /** Sends a message; `shown` is its text as a notification has it. */
  const say = async (
    id: string,
    shown: string,
    { sent = shown, replyTo }: { sent?: string; replyTo?: string | undefined } = {},
  ) => {
    const content = {
      address: { to: 'conversation', id },
      text: sent,
      clientId: crypto.randomUUID(),
      replyTo,
    };
    ok(await writer.say('send_message', content));
    return deliver(withBody(shown));
  };
  const name = nameOf(WRITER);
  for (const [id, title, text, options] of [
    [direct, name, 'are you there?'],
    [channel, `${name} · Free tables`, 'room 2 is free'],
    [group, `${name} · Project`, 'and @Sample person 1?', { sent: `and @${idOf(READER)}?` }],
    [group, `${name} · Project`, 'I do', { replyTo: question.entries[0]?.message.id }],
    [group, `${name} · Project`, 'the tests are written'],
  ] as const) {
    await say(id, text, options);
    await expect.poll(displayed).toContain(`${title}: ${text}`);
  }
  // A newer notification of a conversation replaces the older one.
  await expect.poll(() => displayed().length).toBe(4);

  tap(desktop, 'are you there?', 'Mark as read');
  await deliver(isReadOf(direct));
  tap(desktop, 'the tests are written', 'Mute for an hour');
  const isMuted = async () => {
    const { conversations } = await (await page.request.get('/api/v1/notifications')).json();
    return conversations.some((each: { conversation: string }) => each.conversation === group);
  };
  await expect.poll(isMuted).toBe(true);
  tap(desktop, 'room 2 is free', 'Answer', 'I come');
  await writer.has('I come');
  await expect.poll(displayed).toEqual([TEST]);

  const { quad } = await say(direct, 'then come down');
  await expect.poll(displayed).toContain(`${name}: then come down`);
  const { seq, unread } = quad as Extract<typeof quad, { kind: 'message' }>;
  await expect.poll(badge).toBe(unread);
  ok(await reader.say('mark_read', { conversation: direct, seq }));
  const { quad: removal } = await deliver(isReadOf(direct, seq));
  await expect.poll(displayed).toEqual([TEST]);
  await expect.poll(badge).toBe('unread' in removal ? removal.unread : null);

  await say(direct, 'are you coming?');
  await expect.poll(displayed).toContain(`${name}: are you coming?`);
  const opened = context.waitForEvent('page');
  tap(desktop, 'are you coming?');
  await expect(message(await opened, 'are you coming?')).toBeVisible();
  await (await opened).goto(OUTSIDE);
  await say(direct, 'last call');
  await expect.poll(displayed).toContain(`${name}: last call`);
  await page.goto(`/?c=${group}`);
  await expect(message(page, 'I do')).toBeVisible();
  // A page that is open shows it without a load.
  await page.evaluate(() => Reflect.set(globalThis, 'loaded', 'once'));
  tap(desktop, 'last call');
  await expect(message(page, 'last call')).toBeVisible();
  expect(await page.evaluate(() => Reflect.get(globalThis, 'loaded'))).toBe('once');

  for (const each of [reader, writer]) await each.end();
  await close();
});

test('[U9][U10] Chromium: an answer that a notification could not send goes on in the page, once and as its user only', async ({
  url,
}) => {
  const { desktop, context, page, browser, close } = await openChromium(url);
  await page.goto('/');
  await page.request.post('/api/v1/notifications/subscribe', {
    data: browser.subscription,
    headers: { Origin: url },
  });
  const { reader, writer, direct } = await correspondents(url);
  await expect(list(page).getByRole('link', { name: new RegExp(`^${nameOf(WRITER)}`) })).toBeVisible();
  await stored(page);
  const deliver = await receiverOf(page, browser);
  await page.goto(OUTSIDE);
  const say = async (text: string) => {
    ok(await writer.send({ to: 'conversation', id: direct }, text));
    await deliver(withBody(text));
    await expect.poll(() => desktop.displayed().map(textOf)).toContain(`${nameOf(WRITER)}: ${text}`);
  };

  await say('where are you?');
  await context.setOffline(true);
  await page.goto('/');
  tap(desktop, 'where are you?', 'Answer', 'in the tunnel');
  await expect(message(page, 'in the tunnel')).toBeVisible();
  await context.setOffline(false);
  await writer.has('in the tunnel');
  await expect(message(page, 'in the tunnel')).toHaveCount(1);

  await page.goto(OUTSIDE);
  await say('and now?');
  const signIns = await (await page.request.get('/api/v1/sign-ins')).json();
  const { id } = signIns.find(({ current }: { current: boolean }) => current);
  await reader.visitor.visit(`/api/v1/sign-ins/${id}`, { method: 'DELETE', headers: { origin: url } });
  const signedOut = context.waitForEvent('page');
  tap(desktop, 'and now?', 'Answer', 'never mind');
  const signInPage = await signedOut;
  await signInPage.getByRole('button', { name: /with FenixEdu/ }).click();
  await choose(signInPage, OTHER);
  await expect(list(signInPage)).toBeVisible();
  const sent = await page.request.post('/api/v1/messages', {
    data: { to: { to: 'people', users: [idOf(WRITER)] }, text: 'somebody else' },
    headers: { Origin: url },
  });
  expect(sent.status()).toBe(201);
  await writer.has('somebody else');
  expect(writer.texts().filter((text) => text === 'in the tunnel')).toHaveLength(1);
  expect(writer.texts()).not.toContain('never mind');

  for (const each of [reader, writer]) await each.end();
  await close();
});

/**
 * Starts the whole Chromium on a desktop of its own, signed in as the reader: the headless shell displays nothing, and a
 * browser context beside the main one is never told of taps.
 */
async function openChromium(url: string) {
  const service = await startPushService({ port: pushServicePort(1) });
  const desktop = await startDesktop();
  const context = await chromium.launchPersistentContext('', {
    ...settings.use?.launchOptions,
    executablePath: '/usr/bin/chromium',
    env: { ...process.env, ...desktop.env } as Record<string, string>,
    baseURL: url,
    locale: 'en-GB',
    timezoneId: 'Europe/Lisbon',
    reducedMotion: 'reduce',
    permissions: ['notifications'],
  });
  await signInWithoutPages(context, url, READER);
  const [page] = context.pages() as [Page];
  return {
    desktop,
    context,
    page,
    browser: service.browser(),
    async close() {
      await context.close();
      await desktop.close();
      await service.close();
    },
  };
}

/** Gives pages the subscription of `browser`: a real one would need the push service of the browser's maker. */
async function letSubscribe(page: Page, { subscription }: PushBrowser): Promise<void> {
  await page.context().addInitScript((given) => {
    const subscribed: object = { ...given, toJSON: () => given, unsubscribe: async () => true };
    PushManager.prototype.subscribe = async () => subscribed as PushSubscription;
    PushManager.prototype.getSubscription = async () => subscribed as PushSubscription;
  }, subscription);
}

/**
 * Returns the function that waits for a message of the push service and hands it to the service worker, as the browser
 * does; it returns the message.
 */
async function receiverOf(page: Page, browser: PushBrowser) {
  const { origin } = new URL(page.url());
  const devtools = await page.context().newCDPSession(page);
  const registered = new Promise<string>((resolve) =>
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const own = registrations.find(({ scopeURL }) => scopeURL === `${origin}/`);
      if (own) resolve(own.registrationId);
    }),
  );
  await devtools.send('ServiceWorker.enable');
  const registrationId = await registered;
  return async (is: (payload: PushPayload) => boolean) => {
    const { payload } = await browser.next(is);
    const data = JSON.stringify(payload);
    await devtools.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data });
    return payload;
  };
}

const withBody = (text: string) => (payload: PushPayload) => payload.notification?.body === text;
const isReadOf =
  (conversation: string, seq = 1) =>
  ({ quad }: PushPayload) =>
    quad.kind === 'read' && quad.conversation === conversation && quad.seq >= seq;

/** Returns title and text as the user reads them: the browser puts the origin before the text. */
const textOf = ({ title, body }: DesktopNotification) => `${title}: ${body.split('\n\n').at(-1)}`;

/** Taps the notification with this text, or the action of it with this label. */
function tap(desktop: Desktop, text: string, label?: string, reply?: string): void {
  const found = desktop.displayed().find((each) => textOf(each).endsWith(`: ${text}`));
  if (!found) throw new Error(`${text} is not displayed`);
  desktop.tap(found, label, reply);
}

/** Returns a session of the reader and one of the writer, and their conversation. */
async function correspondents(
  url: string,
): Promise<{ reader: Elsewhere; writer: Elsewhere; direct: string }> {
  const reader = await signInElsewhere(READER, url);
  const writer = await signInElsewhere(WRITER, url);
  // Before that, the messages of the writer would be requests.
  const sent = ok(await reader.send({ to: 'people', users: [idOf(WRITER)] }, 'write to me'));
  const [entry] = sent.entries;
  if (!entry) throw new Error('no entry');
  return { reader, writer, direct: entry.conversation.id };
}
