import { expect, test } from 'vitest';
import { createStore } from '@/clients/connection/store';
import { initialState } from '@/clients/state/state';
import type { AlertText, WireAlert } from '@/protocol/alerts';
import type { Client } from '../client';
import { createStyle } from '../text/style';
import { widthOf } from '../text/width';
import { alertLine, createAlert, unseenAlert } from './alert';

const ID = 'b6c1f8c0-7d5b-4f0e-9b5b-1f0a3c2d4e5f';
const text = (headline: string, action: string): AlertText => ({
  headline,
  source: 'Security',
  hazard: 'Fire',
  impact: 'Smoke',
  where: 'North Tower',
  action,
  time: 'Since 14:05',
});

const alertOf = (change: Partial<WireAlert> = {}): WireAlert => ({
  id: ID,
  kind: 'live',
  revision: 1,
  type: 'alert',
  active: true,
  category: 'Fire',
  event: 'Fire',
  response: 'Evacuate',
  urgency: 'Immediate',
  severity: 'Extreme',
  certainty: 'Observed',
  texts: { pt: text('Fogo', 'Saia já'), en: text('Fire, leave now', 'Leave by the stairs') },
  area: { campus: null, buildings: [{ id: 'north', name: 'North Tower' }] },
  issued: '2026-11-30T14:05:00Z',
  at: '2026-11-30T14:05:00Z',
  nextUpdate: null,
  expires: '2026-11-30T18:05:00Z',
  ...change,
});

const NOW = Date.parse('2026-11-30T14:10:00Z');
const style = createStyle(true);
// biome-ignore lint/suspicious/noControlCharactersInRegex: styles are control sequences
const plain = (styled: string) => styled.replace(/\u001b\[[\d;]*m/g, '');

function start(change: Partial<WireAlert> = {}) {
  const store = createStore(initialState({ id: 'ana', name: 'Ana', administrator: false, guest: false }));
  const called: unknown[][] = [];
  const problems: string[] = [];
  let answers = true;
  let now = NOW;
  let closed = 0;
  const client = {
    store,
    call: (path: string, { body }: { body?: unknown } = {}) => {
      called.push([path, body]);
      return answers ? Promise.resolve({ ok: true }) : Promise.reject(new Error('Quad does not answer.'));
    },
  } as Client;
  const get = (next: Partial<WireAlert>) =>
    store.dispatch({ type: 'alert', alert: alertOf(next), reason: 'unknown' });
  get(change);
  const view = createAlert({
    client,
    id: ID,
    style,
    language: 'en',
    close: () => closed++,
    problem: (problem) => problems.push(problem),
    now: () => now,
  });
  return {
    store,
    called,
    problems,
    get,
    closed: () => closed,
    at: (time: string) => {
      now = Date.parse(time);
    },
    line: (width = 80) => alertLine(store.get(), { style, language: 'en', width, now }),
    unseen: () => unseenAlert(store.get(), now)?.alert.id ?? null,
    lose: () => {
      answers = false;
    },
    screen: (columns = 80, rows = 24) =>
      view
        .draw({ columns, rows })
        .rows.map((parts) => plain(parts.map((part) => part.text).join('')))
        .join('\n'),
    ground: () => view.draw({ columns: 80, rows: 24 }).rows[0]?.[0]?.text.slice(0, 9),
    type: (typed: string) => view.take({ kind: 'text', text: typed }),
    key: (key: string) => view.take({ kind: 'key', key }),
  };
}

test('[H4] a live alert, an exercise and a test differ in word and ground; an ended one is not red', () => {
  const [live, exercise, trial] = (['live', 'exercise', 'test'] as const).map((kind) => start({ kind }));
  expect(live?.screen()).toMatch(/^ \/!\\ ALERT/);
  expect(exercise?.screen()).toMatch(/^ \[E\] EXERCISE/);
  expect(trial?.screen()).toMatch(/^ \[T\] TEST/);
  expect(exercise?.ground()).not.toBe(live?.ground());
  const red = live?.ground();
  live?.get({ revision: 2, type: 'cancel', active: false });
  expect(live?.screen()).toMatch(/SENT IN ERROR/);
  expect(live?.ground()).not.toBe(red);
});

test('[H3] nothing older replaces a revision, and an alert that has ended stays ended', () => {
  const { screen, get, line } = start({ revision: 3 });
  get({ revision: 2, texts: { pt: text('Velho', 'x'), en: text('Old', 'x') } });
  expect(screen()).not.toContain('Old');
  get({ revision: 4, type: 'all_clear', active: false });
  get({ revision: 5 });
  expect(screen()).toContain('ALL CLEAR');
  expect(line()).toBeNull();
});

test('it says what to do in both languages, asks whoever is not located, and is answered by one key', () => {
  const { screen, type, called, closed, unseen, line } = start();
  expect(screen()).toMatch(/Fire, leave now[\s\S]*Leave by the stairs[\s\S]*Are you there\?[\s\S]*Fogo/);
  expect(unseen()).toBe(ID);
  type('1');
  expect(called).toEqual([[`/api/v1/alerts/${ID}/answer`, { answer: 'safe' }]]);
  expect(closed()).toBe(1);
  expect(unseen()).toBeNull();
  expect(plain(line(30) ?? '')).toMatch(/^ F5 Fire, leave now +$/);
});

test('help says where exactly; Escape takes it back; an answer that is lost is said', async () => {
  const { type, key, called, lose, problems, screen } = start();
  type('2');
  type('room 3.14');
  expect(screen()).toMatch(/Where exactly\?.*room 3\.14/);
  key('escape');
  expect(called).toEqual([]);
  lose();
  type('2');
  type('room 3');
  key('enter');
  expect(called).toEqual([[`/api/v1/alerts/${ID}/answer`, { answer: 'help', place: 'room 3' }]]);
  await expect.poll(() => problems).toEqual([expect.stringContaining('did not arrive')]);
});

test('an active alert without an answer cannot be closed; in the smallest window the answers are shown', () => {
  const { key, closed, screen } = start();
  key('enter');
  key('escape');
  expect(closed()).toBe(0);
  const small = screen(20, 5).split('\n');
  expect(small).toHaveLength(5);
  expect(small[1]).toBe('Fire, leave now');
  expect(small[4]).toBe(' 1safe 2help 3away');
  expect(Math.max(...small.map(widthOf))).toBeLessThanOrEqual(20);
});

test('[H4] an alert past its end is no active one: it says so, closes without an answer, and is not opened anew', () => {
  const { screen, ground, at, line, unseen, key, type, called, closed, store } = start();
  const red = ground();
  at('2026-11-30T18:05:00Z');
  expect(screen()).toMatch(/ALERT · ALERTA · ended[\s\S]*Enter: close/);
  expect(ground()).not.toBe(red);
  expect([line(), unseen()]).toEqual([null, null]);
  store.dispatch({ type: 'alert noted', id: ID, note: { shown: 1 } });
  expect(unseen()).toBe(ID);
  type('1');
  expect(called).toEqual([]);
  key('enter');
  expect([closed(), unseen()]).toEqual([1, null]);
});
