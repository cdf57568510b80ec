import { post } from '../support/clients';
import { type Displayed, displayed, type FirefoxPage, startFirefox } from '../support/firefox';
import { type FirefoxPushService, startFirefoxPushService } from '../support/firefox-push-service';
import { createVisitor, type Visitor } from '../support/visitor';
import { createOfficer, SECRET } from './alert-officer';
import type { Benchmark } from './benchmark';
import { READER } from './face/browser';
import { rangeOf } from './in-turns';
import { quantile } from './latencies';
import type { Person } from './load/session';
import { type BenchNode, withNode } from './node';
import { type Options, scaled } from './options';
import { figure, type Row } from './table';

const MESSAGES = 500;
/** The people who write at the same time, each again once the last message is displayed. */
const WRITERS = 25;
const MOST = { displayedMs: 3_000, removedMs: 2_000, withdrawnMs: 3_000 };
/** Alerts that are issued and withdrawn. */
const ALERTS = 10;
/** Milliseconds after which a message counts as lost. */
const LOST_MS = 60_000;
/** Milliseconds between two looks at what Firefox displays. */
const LOOK_MS = 20;

/** From a message to its notification in a real Firefox, whose pages are closed, by a push service on this machine. */
const benchmark: Benchmark = {
  name: 'Notifications in Firefox',
  // It needs a Firefox.
  onlyByName: true,
  async run(options) {
    const service = await startFirefoxPushService();
    const firefox = await startFirefox(service);
    const env = { PUSH_HOSTS: service.origin, PAGES_AT_START: 'on', NEXTAUTH_SECRET: SECRET };
    try {
      return await withNode(options, env, async (node) => {
        const reader = createVisitor(node.url);
        await reader.signIn(READER);
        const page = await firefox.newPage();
        await subscribe(page, node, service);
        // No page of Quad, but one that sees its notifications.
        await page.goto(`${node.url}/icons/icon-192.png`);
        return measure({ node, service, page, reader }, options);
      });
    } finally {
      await firefox.close();
      await service.close();
    }
  },
};
export default benchmark;

async function subscribe(page: FirefoxPage, { url }: BenchNode, service: FirefoxPushService): Promise<void> {
  await page.goto(url);
  await page.click('with FenixEdu');
  await page.click(READER);
  await page.shows('Around you');
  await page.goto(`${url}/notifications`);
  await service.ready;
  await page.click('Turn on');
  await page.shows('Notifications are on');
}

interface Parts {
  node: BenchNode;
  service: FirefoxPushService;
  page: FirefoxPage;
  /** The user of Firefox, by requests. */
  reader: Visitor;
}

async function measure({ node, service, page, reader }: Parts, options: Options): Promise<Row[]> {
  const writers = await node.users('writer', WRITERS);
  // Before that, their messages would be requests.
  for (const { id } of writers) await write(reader, id);
  const watch = watchNotifications(page);
  const each = scaled(MESSAGES / WRITERS, options);
  const shown: number[] = [];
  let lost = 0;
  await Promise.all(
    writers.map(async (writer) => {
      for (let n = 1; n <= each; n++) {
        const text = `message ${n} of ${writer.id}`;
        const begun = Date.now();
        await writeAs(writer, node, text);
        const at = await watch.until((now) => now.some(({ body }) => body === text));
        if (at === null) lost++;
        else shown.push(at - begun);
      }
    }),
  );
  const pushed = service.given.length;
  // At once: Firefox itself removes a notification after 20 s.
  const removed = await Promise.all(
    (await page.evaluate(displayed)).map(async ({ tag, seq }) => {
      const begun = Date.now();
      await reader.command('/api/v1/notifications/read', { conversation: tag, seq });
      const at = await watch.until((now) => now.every((one) => one.tag !== tag));
      return (at ?? Number.POSITIVE_INFINITY) - begun;
    }),
  );
  const alerts = await issueAndWithdraw(node, watch, scaled(ALERTS, options, 2));
  watch.stop();
  const none = { of: 'figure', atMost: 0 } as const;
  return [
    figure('message → notification, p50', 'ms', quantile(shown, 0.5)),
    figure(`message → notification, p99 of ${shown.length}`, 'ms', quantile(shown, 0.99), {
      of: 'figure',
      atMost: MOST.displayedMs,
    }),
    figure('lost', 'messages', lost, none),
    figure('pushed twice', 'messages', pushed - each * WRITERS, none),
    figure('older after newer', 'notifications', watch.older(), none),
    figure(`read elsewhere → removed, p99 of ${removed.length}`, 'ms', quantile(removed, 0.99), {
      of: 'figure',
      atMost: MOST.removedMs,
    }),
    figure('alert → notification', 'ms', rangeOf(alerts.shown), { of: 'figure', atMost: MOST.displayedMs }),
    figure('"sent in error" → in place of its notification', 'ms', rangeOf(alerts.replaced), {
      of: 'figure',
      atMost: MOST.withdrawnMs,
    }),
  ];
}

/** Alerts everybody and says that it was sent in error, and waits for both in the notification of the alert. */
async function issueAndWithdraw(node: BenchNode, watch: Watch, count: number) {
  const officer = await createOfficer(node);
  const building = await officer.addBuilding('The hall of the alert');
  const shown: number[] = [];
  const replaced: number[] = [];
  const until = async (begun: number, is: (one: Displayed) => boolean) =>
    ((await watch.until((now) => now.some(is))) ?? Number.POSITIVE_INFINITY) - begun;
  for (let n = 0; n < count; n++) {
    const issuedAt = Date.now();
    const alert = await officer.alert(building);
    const tag = `alert-${alert.id}`;
    shown.push(await until(issuedAt, (one) => one.tag === tag));
    const withdrawnAt = Date.now();
    const { texts } = (await officer.withdraw(alert)).alert;
    const headlines = [texts.en.headline, texts.pt.headline];
    replaced.push(await until(withdrawnAt, (one) => one.tag === tag && headlines.includes(one.title)));
  }
  return { shown, replaced };
}

async function write(reader: Visitor, username: string): Promise<void> {
  const to = { to: 'people', users: [username] };
  await reader.command('/api/v1/messages', { to, text: 'write to me' });
}

async function writeAs({ token }: Person, { url }: BenchNode, text: string): Promise<void> {
  const body = { to: { to: 'people', users: [READER] }, text };
  const { status, text: problem } = await post(url, '/api/v1/messages', body, token);
  if (status !== 201) throw new Error(`a message was answered ${status}: ${problem}`);
}

type Watch = ReturnType<typeof watchNotifications>;

/** Looks again and again at what Firefox displays for the origin of the page. */
function watchNotifications(page: FirefoxPage) {
  let current: Displayed[] = [];
  let at = 0;
  let older = 0;
  let stopped = false;
  const watchers = new Set<() => void>();

  async function look(): Promise<void> {
    while (!stopped) {
      const next = await page.evaluate(displayed);
      at = Date.now();
      for (const { tag, seq } of next)
        if (current.some((before) => before.tag === tag && before.seq > seq)) older++;
      current = next;
      for (const watch of [...watchers]) watch();
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }
  // A page that is closed ends the benchmark with its own error.
  look().catch(() => {});

  return {
    /** Resolves with the time at which `is` was first seen to be true of what is displayed; null when it never was. */
    until: (is: (now: readonly Displayed[]) => boolean) =>
      new Promise<number | null>((resolve) => {
        const end = (value: number | null) => {
          clearTimeout(late);
          watchers.delete(watch);
          resolve(value);
        };
        const watch = () => is(current) && end(at);
        const late = setTimeout(() => end(null), LOST_MS);
        watchers.add(watch);
      }),
    /** Returns how often an older message of a conversation was displayed after a newer one. */
    older: () => older,
    stop() {
      stopped = true;
    },
  };
}
