import { expect, test } from 'vitest';
import { createStore } from '@/clients/connection/store';
import { initialState } from '@/clients/state/state';
import type { WireConversation, WireEntry } from '@/protocol/messages';
import { HOSTILE_TEXTS } from '@/tests/support/hard-texts';
import type { Client } from '../client';
import type { Frame } from '../screen/frame';
import { createStyle } from '../text/style';
import { widthOf } from '../text/width';
import { createChat } from './chat';

const YOU = { id: 'ana', name: 'Ana', administrator: false, guest: false };
const DIRECT = 'b6c1f8c0-7d5b-4f0e-9b5b-1f0a3c2d4e5f';
const CHANNEL = 'c6c1f8c0-7d5b-4f0e-9b5b-1f0a3c2d4e5f';
const NOW = Date.parse('2026-11-30T10:05:00Z');

const entry = (seq: number, text: string, more: Partial<WireEntry> = {}): WireEntry => ({
  conversation: { id: DIRECT, kind: 'direct', with: 'rui' },
  seq,
  rev: seq,
  message: {
    id: `m${seq}`,
    clientId: `c${seq}`,
    from: { kind: 'user', id: 'rui', name: 'Rui' },
    text,
    at: '2026-11-30T10:00:00Z',
  },
  ...more,
});

const described = (change: Partial<WireConversation>): WireConversation => ({
  id: DIRECT,
  kind: 'direct',
  with: 'rui',
  title: 'Rui Costa',
  topic: null,
  public: false,
  members: [],
  open: true,
  head: 0,
  read: 0,
  unread: 0,
  mentions: 0,
  muted: false,
  version: 1,
  last: null,
  ...change,
});

/** Starts the screen of a user with a direct conversation and a channel. */
function start(answers: Record<string, unknown> = {}, direct: Partial<WireConversation> = {}) {
  const store = createStore({ ...initialState(YOU), link: { state: 'ready' }, loaded: true });
  const asked: unknown[][] = [];
  const shown: string[] = [];
  const client: Client = {
    store,
    ask: ((event: string, payload: unknown) => {
      asked.push([event, payload]);
      return event in answers ? Promise.resolve(answers[event]) : Promise.reject(new Error(`no ${event}`));
    }) as never,
    call: () => Promise.reject(new Error('not here')),
    send(address, text, options) {
      asked.push(['send', address, text, ...(options ? [options] : [])]);
      return 'client-id';
    },
    sendAgain: () => {},
    reconnect: () => asked.push(['reconnect']),
    stop: async () => {},
  };
  const chat = createChat({
    client,
    style: createStyle(true),
    show: (kind, text) => shown.push(`${kind}: ${text}`),
    chooseBuilding: () => shown.push('choose building'),
    alerts: () => shown.push('alerts'),
    alertLine: () => null,
    signOut: () => shown.push('sign out'),
    quit: () => shown.push('quit'),
    changed: () => {},
    now: () => NOW,
  });
  store.subscribe(chat.settle);
  store.dispatch({ type: 'conversation', conversation: described(direct) });
  store.dispatch({
    type: 'conversation',
    conversation: described({ id: CHANNEL, kind: 'channel', with: null, title: 'Chess', public: true }),
  });
  const text = (columns = 80, rows = 24) => plain(chat.draw({ columns, rows })).join('\n');
  return {
    store,
    asked,
    shown,
    chat,
    text,
    get: (...entries: WireEntry[]) => store.dispatch({ type: 'entries', entries }),
    keys(...keys: string[]) {
      for (const key of keys) chat.take({ kind: 'key', key });
      text();
    },
    type(words: string) {
      chat.take({ kind: 'text', text: words });
      text();
    },
  };
}

/** Returns the rows of a frame without styles. */
const plain = ({ rows }: Frame) =>
  rows.map((parts) => parts.reduce((line, { at, text }) => line.padEnd(at) + unstyled(text), ''));
// biome-ignore lint/suspicious/noControlCharactersInRegex: styles are control sequences
const unstyled = (text: string) => text.replace(/\u001b\[[\d;]*m/g, '');

test('the screen has a header with the clock, the tabs, the latest chats with their counts, and a footer', () => {
  const { text, keys, get } = start();
  get(entry(1, 'hello'));
  keys('f2');
  const screen = text();
  const time = new Date(NOW).toTimeString().slice(0, 5);
  expect(screen.split('\n')[0]).toMatch(new RegExp(`^ Quad · Ana .*${time} $`));
  expect(screen).toMatch(/F1 Public {2}F2 Private 1 {2}F3 Me {2}F4 Search/);
  expect(screen).toMatch(/Latest chats .*\n Rui Costa +1/);
  expect(screen.split('\n').at(-1)).toMatch(/● connected · place not shared/);
});

test('a conversation is opened, shows its messages by day, is marked as read, and takes a message', () => {
  const { text, keys, type, get, asked, store } = start();
  get(entry(1, 'hello'), entry(2, 'two\nlines'));
  keys('f2', 'enter');
  expect(text()).toMatch(/── Mon 30 Nov ──\n/);
  expect(text()).toMatch(/Rui hello/);
  expect(text()).toMatch(/Rui two\n.* {3}lines/);
  expect(store.get().read[DIRECT]).toBe(2);
  type('olá');
  keys('left', 'backspace', 'enter');
  expect(asked).toContainEqual(['send', { to: 'conversation', id: DIRECT }, 'oá']);
});

test('commands: a private message, a channel, an unknown one; a double slash is a text', async () => {
  const channel = { id: CHANNEL, title: 'Chess', topic: null, members: 2, joined: false, building: null };
  const { keys, type, asked, shown } = start({
    list_channels: { ok: true, channels: [channel] },
    list_bots: { ok: true, bots: [] },
    join_channel: {
      ok: true,
      conversation: described({ id: CHANNEL, kind: 'channel', title: 'Chess', version: 2 }),
    },
  });
  type('/msg rui hello');
  keys('enter');
  expect(asked).toContainEqual(['send', { to: 'people', users: ['rui'] }, 'hello']);
  type('//not a command');
  keys('enter');
  expect(asked).toContainEqual(['send', { to: 'conversation', id: DIRECT }, '/not a command']);
  type('/join #CHESS');
  keys('enter');
  await expect.poll(() => asked).toContainEqual(['join_channel', { conversation: CHANNEL }]);
  type('/dance');
  keys('enter');
  await expect.poll(() => shown).toEqual(['Error: There is no command /dance. /help lists them.']);
});

test('a search says how many users and messages it found, and opens them', async () => {
  const { keys, type, text, get } = start({
    find_people: {
      ok: true,
      people: [
        { id: 'rui', name: 'Rui Costa' },
        { id: 'rute', name: 'Rute' },
      ],
    },
    search: { ok: true, entries: [entry(1, 'the exam')], more: false, unclear: [] },
  });
  get(entry(1, 'the exam'));
  keys('f4');
  type('exam');
  keys('enter');
  await expect.poll(() => text()).toMatch(/Found 2 users and 1 messages/);
  expect(text()).toMatch(/Rute \(@rute\)\n.*Rui Costa · Rui: the exam/);
  keys('down', 'down', 'enter');
  expect(text()).toMatch(/Rui the exam/);
});

test('Me: the own name, the place, and what can be done', () => {
  const { keys, text, shown } = start();
  keys('f3');
  expect(text()).toMatch(/Share my place +Ana\n/);
  keys('down', 'enter');
  expect(shown).toEqual(['choose building']);
  keys('end', 'up', 'enter');
  expect(shown).toEqual(['choose building', 'sign out']);
});

test('a lost connection is said, with the time of the next try, and Ctrl-R tries at once', () => {
  const { store, text, keys, asked } = start();
  store.dispatch({ type: 'link', link: { state: 'waiting', until: NOW + 4_500 } });
  expect(text()).toMatch(/Server connection lost: next try in 5 s/);
  keys('ctrl-r');
  expect(asked.at(-1)).toEqual(['reconnect']);
});

test('earlier messages are read when the window reaches the first one', async () => {
  const page = { ok: true, entries: [entry(8, 'before')], from: 1, to: 8, start: true, end: false };
  const { get, keys, asked, text } = start({ history: page }, { head: 8, read: 8 });
  get(entry(9, 'after'));
  keys('f2', 'enter');
  await expect.poll(() => text()).toMatch(/before\n.*after/);
  expect(asked.filter(([event]) => event === 'history')).toEqual([
    ['history', { conversation: DIRECT, before: 9, limit: 50 }],
  ]);
});

test('a window of any size shows no line that is too wide, and always the text that is written', () => {
  const { chat, get, keys, type } = start();
  get(entry(1, '東京 👨‍👩‍👧 a long message that has to be wrapped in narrow windows, more than once'));
  keys('f2', 'enter');
  type('what is written');
  for (const columns of [20, 21, 40, 79, 80, 200])
    for (const rows of [5, 6, 7, 8, 12, 50]) {
      for (const key of ['f1', 'f2', 'tab', 'f3', 'f4', 'f2']) {
        chat.take({ kind: 'key', key });
        const frame = chat.draw({ columns, rows });
        expect(frame.rows.length).toBeLessThanOrEqual(rows);
        for (const { at, text } of frame.rows.flat())
          expect(at + widthOf(unstyled(text))).toBeLessThanOrEqual(columns);
      }
      expect(plain(chat.draw({ columns, rows })).join('\n')).toContain('what is');
    }
});

test('nothing of a message, a name, a reaction or a file controls the terminal', () => {
  const { get, keys, chat, store } = start();
  HOSTILE_TEXTS.forEach((hostile, i) => {
    get(
      entry(i + 1, hostile, {
        reactions: [{ emoji: hostile, by: ['x'] }],
        message: {
          ...entry(i + 1, hostile).message,
          from: { kind: 'user', id: 'rui', name: `Rui${hostile}` },
          attachments: [{ id: 'a', kind: 'file', name: hostile, bytes: 1, description: hostile }],
        },
      }),
    );
    if (i === 0) keys('f2', 'enter');
    store.dispatch({
      type: 'conversation',
      conversation: described({ title: `Rui ${hostile}`, version: i + 2 }),
    });
    for (const { text } of chat.draw({ columns: 100, rows: 30 }).rows.flat())
      expect(unstyled(text)).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/u);
  });
});
