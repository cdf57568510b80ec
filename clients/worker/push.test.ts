import { afterEach, expect, test, vi } from 'vitest';
import type { AlertKind } from '@/protocol/alert-kinds';
import type { PushPayload } from '@/protocol/push';
import type { AlertVersion } from '../state/alerts';
import { listenToPushes } from './push';
import type { WorkerScope } from './scope';
import type { ShownAlerts } from './shown-alerts';

const CONVERSATION = 'b6c1f8c0-7d5b-4f0e-9b5b-1f0a3c2d4e5f';
const URL_OF_IT = `https://quad.example/?c=${CONVERSATION}&m=7`;

afterEach(() => vi.unstubAllGlobals());

interface Shown {
  title: string;
  tag: string;
  data: { seq: number };
  actions: unknown;
  close(): void;
}

/** Starts the worker's part with the notifications of a system; returns what it does. */
function start({
  answers = 200,
  signedIn = 'ana',
  pages = [] as string[],
  shownAlerts,
}: {
  answers?: number;
  signedIn?: string;
  pages?: string[];
  shownAlerts?: ShownAlerts;
} = {}) {
  const listeners = new Map<string, (event: object) => void>();
  let shown: Shown[] = [];
  const opened: string[] = [];
  const focused: string[] = [];
  const told: object[] = [];
  const pageAt = (url: string) => ({
    id: url,
    url,
    visibilityState: 'visible',
    focus: async () => void focused.push(url),
    postMessage: (message: object) => void told.push(message),
  });
  const requests: [string, object][] = [];
  const badges: number[] = [];
  vi.stubGlobal('navigator', {
    setAppBadge: async (count: number) => void badges.push(count),
    clearAppBadge: async () => void badges.push(0),
  });
  vi.stubGlobal('fetch', async (url: string, init?: { body: string }) => {
    if (url === '/api/v1/me') return new Response(JSON.stringify({ id: signedIn }));
    requests.push([url, JSON.parse(init?.body ?? '{}')]);
    return new Response('{"key":"a key"}', { status: answers });
  });
  const scope = {
    addEventListener: (type: string, listener: (event: object) => void) => listeners.set(type, listener),
    registration: {
      async showNotification(title: string, options: Omit<Shown, 'title' | 'close'>) {
        const one: Shown = { ...options, title, close: () => (shown = shown.filter((each) => each !== one)) };
        shown = [...shown.filter(({ tag }) => tag !== options.tag), one];
      },
      getNotifications: async ({ tag }: { tag: string }) => shown.filter((each) => each.tag === tag),
      pushManager: {
        subscribe: async () => ({
          toJSON: () => ({ endpoint: 'https://push.example/1', keys: { auth: 'a' } }),
        }),
      },
    },
    clients: {
      matchAll: async () => pages.map((url) => pageAt(url)),
      openWindow: async (url: string) => void opened.push(url),
    },
  };
  listenToPushes(scope as unknown as WorkerScope, shownAlerts);
  /** Sends an event to the worker and waits until it has done its work. */
  const emit = async (type: string, event: object) => {
    let work: Promise<unknown> = Promise.resolve();
    listeners.get(type)?.({ ...event, waitUntil: (promise: Promise<unknown>) => (work = promise) });
    await work;
  };
  return {
    push: (payload: PushPayload) => emit('push', { data: { json: () => payload } }),
    tap: (action: string, reply?: string) =>
      emit('notificationclick', { notification: shown[0], action, reply }),
    emit,
    /** Asks for unsent answers, as the main page of a user does. */
    async ask(answersOf = 'ana') {
      const answers: object[] = [];
      await emit('message', {
        data: { answersOf },
        source: { postMessage: (message: { answers: object[] }) => answers.push(...message.answers) },
      });
      return answers;
    },
    titles: () => shown.map(({ title }) => title),
    opened,
    focused,
    told,
    requests,
    badges,
  };
}

const message = (seq: number, title = `message ${seq}`): PushPayload => ({
  web_push: 8030,
  notification: {
    title,
    body: 'hello',
    lang: 'en',
    dir: 'auto',
    navigate: URL_OF_IT,
    tag: CONVERSATION,
    actions: [{ action: 'answer', title: 'Answer', navigate: URL_OF_IT }],
  },
  quad: { kind: 'message', user: 'ana', conversation: CONVERSATION, seq, unread: seq },
});
const read = (seq: number): PushPayload => ({
  quad: { kind: 'read', conversation: CONVERSATION, seq, unread: 0 },
});

test('[W6][W9] the newest message of a conversation is shown, never an older one after it, and none that was read', async () => {
  const { push, titles, badges } = start();
  await push(message(2));
  await push(message(1));
  await push(message(2));
  expect(titles()).toEqual(['message 2']);
  await push(message(3));
  await push(read(2));
  expect(titles()).toEqual(['message 3']);
  await push(read(3));
  expect(titles()).toEqual([]);
  await push(message(3));
  expect(titles()).toEqual([]);
  expect(badges).toEqual([2, 3, 0, 0]);
});

test('[W9] messages that arrive at the same time are shown in order', async () => {
  const { push, titles, badges } = start();
  await Promise.all([push(message(2)), push(message(1)), push(message(3))]);
  expect(titles()).toEqual(['message 3']);
  expect(badges).toEqual([2, 3]);
});

test('[W9] a push message that this build does not know, or that is none, does not stop later ones', async () => {
  const { push, emit, titles } = start();
  const unknown = { ...message(1, 'from a later build'), quad: { kind: 'later' } } as unknown as PushPayload;
  await push({ ...unknown, notification: { ...unknown.notification, tag: 'later' } } as PushPayload);
  await push({ quad: { kind: 'later' } } as unknown as PushPayload);
  const broken = {
    json() {
      throw new SyntaxError('no JSON');
    },
  };
  await expect(emit('push', { data: broken })).rejects.toThrow('no JSON');
  await push(message(2));
  expect(titles()).toEqual(['from a later build', 'message 2']);
});

test('a tap opens the message, and the actions mark it as read, mute for an hour, or answer', async () => {
  const { push, tap, titles, opened, requests } = start();
  await push(message(7));
  await tap('');
  expect([opened, titles()]).toEqual([[URL_OF_IT], []]);
  await push(message(8));
  await tap('read');
  await push(message(9));
  await tap('mute');
  await push(message(10));
  await tap('answer', 'on my way');
  expect(requests).toEqual([
    ['/api/v1/notifications/read', { conversation: CONVERSATION, seq: 8 }],
    [`/api/v1/notifications/conversations/${CONVERSATION}`, { muteMinutes: 60 }],
    [
      '/api/v1/messages',
      { to: { to: 'conversation', id: CONVERSATION }, text: 'on my way', clientId: expect.any(String) },
    ],
  ]);
  await push(message(11));
  await tap('', 'and you?');
  expect(requests.at(-1)?.[1]).toMatchObject({ text: 'and you?' });
  await push(message(12));
  await tap('answer');
  expect(opened).toHaveLength(2);
});

test('a tap is shown by the main page if one is open, and leaves other pages alone', async () => {
  const other = start({ pages: ['https://quad.example/profile'] });
  await other.push(message(7));
  await other.tap('');
  expect([other.opened, other.focused, other.told]).toEqual([[URL_OF_IT], [], []]);
  const main = start({ pages: ['https://quad.example/profile', 'https://quad.example/?c=nearby'] });
  await main.push(message(7));
  await main.tap('');
  expect(main.opened).toEqual([]);
  expect(main.focused).toEqual(['https://quad.example/?c=nearby']);
  expect(main.told).toEqual([{ open: URL_OF_IT }]);
});

test('a page that was loading when it was told to show a URL is told again, until it has shown it', async () => {
  const id = 'https://quad.example/';
  const { push, tap, emit } = start({ pages: [id] });
  await push(message(7));
  await tap('');
  const told: object[] = [];
  const ask = (opened?: string) =>
    emit('message', {
      data: { answersOf: 'ana', opened },
      source: { id, postMessage: (each: object) => told.push(each) },
    });
  await ask();
  await ask();
  expect(told).toEqual([{ answers: [], open: URL_OF_IT }, { answers: [] }]);
  await push(message(8));
  await tap('');
  await ask(URL_OF_IT);
  expect(told.at(-1)).toEqual({ answers: [] });
});

test('what an action could not do goes on in the page', async () => {
  const { push, tap, opened } = start({ answers: 503 });
  await push(message(7));
  await tap('read');
  expect(opened).toEqual([URL_OF_IT]);
});

test('[D3] an answer that failed goes on in the page, once and with the same client id', async () => {
  const { push, tap, opened, requests, ask } = start({ answers: 503 });
  await push(message(7));
  await tap('answer', 'on my way');
  expect(opened).toEqual([URL_OF_IT]);
  const clientId = requests[0]?.[1] && 'clientId' in requests[0][1] && requests[0][1].clientId;
  expect(await ask()).toEqual([{ user: 'ana', conversation: CONVERSATION, text: 'on my way', clientId }]);
  expect(await ask()).toEqual([]);
});

test('[U10] what a user wrote is given to no page of another user', async () => {
  const { push, tap, ask } = start({ answers: 503 });
  await push(message(7));
  await tap('answer', 'on my way');
  expect(await ask('bob')).toEqual([]);
  expect(await ask('ana')).toMatchObject([{ user: 'ana', text: 'on my way' }]);
});

test('[U10] the actions of a notification do nothing as another user', async () => {
  const { push, tap, requests, ask } = start({ signedIn: 'bob' });
  for (const action of ['read', 'mute', 'answer']) {
    await push(message(7));
    await tap(action, 'on my way');
  }
  expect([requests, await ask()]).toEqual([[], []]);
});

test('a subscription that the browser ends is replaced', async () => {
  const { emit, requests } = start();
  await emit('pushsubscriptionchange', {});
  expect(requests.at(-1)).toEqual([
    '/api/v1/notifications/subscribe',
    { endpoint: 'https://push.example/1', keys: { auth: 'a' } },
  ]);
});

/** The revisions of alerts that a browser keeps, also between two starts of its worker. */
function keptRevisions(): ShownAlerts {
  const kept = new Map<string, AlertVersion>();
  return { read: async (key) => kept.get(key), write: async (key, version) => void kept.set(key, version) };
}
const alert = (
  revision: number,
  { active = true, kind = 'live', user = 'ana' }: { active?: boolean; kind?: AlertKind; user?: string } = {},
): PushPayload => ({
  notification: {
    title: `${kind} ${revision}`,
    body: '',
    lang: 'en',
    dir: 'auto',
    navigate: 'https://quad.example/?alert=a',
    tag: 'alert-a',
  },
  quad: { kind: 'alert', user, alert: 'a', revision, active, alertKind: kind },
});

test('[H4] of an alert the greatest revision is shown, also by a worker that has started again', async () => {
  const shownAlerts = keptRevisions();
  const first = start({ shownAlerts });
  // At once, as a push service delivers them.
  await Promise.all([2, 1].map((revision) => first.push(alert(revision))));
  expect(first.titles()).toEqual(['live 2']);
  const second = start({ shownAlerts });
  await second.push(alert(1));
  await second.push(alert(2));
  expect(second.titles()).toEqual([]);
  await second.push(alert(3, { active: false }));
  await second.push(alert(2));
  // Nothing is active after the end, and an alert does not become another kind.
  await second.push(alert(4));
  expect(second.titles()).toEqual(['live 3']);
  // Another user of this browser has seen none of it.
  await second.push(alert(1, { user: 'rui', kind: 'exercise' }));
  await second.push(alert(2, { user: 'rui', kind: 'live' }));
  expect(second.titles()).toEqual(['exercise 1']);
});

test('[H7] a notification of an alert is a receipt of the user who is signed in', async () => {
  const { push, requests } = start({ shownAlerts: keptRevisions() });
  await push(alert(1));
  await push(alert(1));
  await push(alert(2, { user: 'rui' }));
  expect(requests).toEqual([
    ['/api/v1/alert-receipts', { receipts: [{ alert: 'a', revision: 1, state: 'displayed' }] }],
  ]);
});
