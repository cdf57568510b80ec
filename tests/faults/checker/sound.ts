import type { Rows } from '../final';
import type { Act, Given, GivenConversation, GivenEntry, Happening, Moved } from '../history';
import type { Window } from '../windows';
import type { Facts } from './facts';
import { alertHistory, alertRows } from './sound-alerts';

/** A direct conversation and a group. */
export const [DIRECT, GROUP] = ['direct', 'group'];

const send = (t: number, op: string, person: string, address: object): Happening[] => [
  {
    t,
    e: 'invoke',
    op,
    person,
    act: { do: 'send', clientId: `id of ${op}`, text: `${op} hello`, address } as Act,
  },
  { t: t + 1, e: 'ok', op },
];
const moved = (
  t: number,
  person: string,
  c: string,
  cursor: number,
  ...ids: [number, string][]
): Moved & { t: number } => ({
  t,
  e: 'moved',
  view: `${person}/0/1`,
  person,
  c,
  cursor,
  shown: ids.map(([seq, id]) => ({ seq, id })),
});
/** Returns the observation that the server sent something to a user's only view. */
export const received = (t: number, person: string, things: Partial<Given>): Happening => ({
  t,
  e: 'given',
  view: `${person}/0/1`,
  person,
  entries: [],
  conversations: [],
  ...things,
});
export const givenEntry = (
  c: string,
  seq: number,
  id: string,
  more: Partial<GivenEntry> = {},
): GivenEntry => ({
  c,
  seq,
  rev: seq,
  id,
  text: `${id} hello`,
  reactions: [],
  ...more,
});
/** Returns the group as Rui sees it after he left. */
export const leftGroup = (more: Partial<GivenConversation> = {}): GivenConversation => ({
  c: GROUP,
  open: false,
  head: 1,
  read: 0,
  muted: false,
  version: 3,
  members: ['ana', 'rui'],
  ...more,
});
const PHONE = 'rui/phone 0';
/** Returns the observation that the phone of Rui was sent a notification of a message, or shows it. */
export const pushed = (t: number, seq: number, c = DIRECT): Happening => ({
  t,
  e: 'pushed',
  phone: PHONE,
  person: 'rui',
  c,
  seq,
});
export const notified = (t: number, seq: number): Happening =>
  ({ ...pushed(t, seq), e: 'notified' }) as Happening;
const seen = (seq: number, id: string) => ({ seq, id, text: `${id} hello`, deleted: false, reactions: [] });
const window = (person: string, c: string, read: number, ...ids: string[]): Window => ({
  person,
  c,
  from: 1,
  cursor: ids.length,
  read,
  entries: ids.map((id, n) => seen(n + 1, id)),
});

/** Returns a small history without violations. Each call returns a new one, which a test may change. */
export function soundFacts(): Facts {
  const history: Happening[] = [
    { t: 0, e: 'link', view: 'ana/0/1', person: 'ana', state: 'ready' },
    { t: 0, e: 'link', view: 'rui/0/1', person: 'rui', state: 'ready' },
    ...send(10, 'm1', 'ana', { to: 'people', users: ['rui'] }),
    moved(11, 'ana', DIRECT, 1, [1, 'm1']),
    moved(12, 'rui', DIRECT, 1, [1, 'm1']),
    { t: 13, e: 'fault', id: 1, what: 'a fault' },
    ...send(20, 'm2', 'rui', { to: 'people', users: ['ana'] }),
    moved(21, 'rui', DIRECT, 2, [2, 'm2']),
    { t: 22, e: 'healed', id: 1, what: 'a fault', heads: { ana: { [DIRECT]: 2 }, rui: { [DIRECT]: 2 } } },
    moved(23, 'ana', DIRECT, 2, [2, 'm2']),
    { t: 24, e: 'read', person: 'rui', c: DIRECT, from: 1, ids: ['m1', 'm2'] },
    { t: 25, e: 'invoke', op: 'read', person: 'ana', act: { do: 'mark', c: DIRECT, seq: 2 } },
    { t: 26, e: 'ok', op: 'read' },
    { t: 27, e: 'marked', view: 'ana/0/1', person: 'ana', c: DIRECT, read: 2 },
    ...send(30, 'g1', 'ana', { to: 'conversation', id: GROUP }),
    moved(31, 'ana', GROUP, 1, [1, 'g1']),
    moved(32, 'rui', GROUP, 1, [1, 'g1']),
    { t: 40, e: 'invoke', op: 'away', person: 'rui', act: { do: 'leave', c: GROUP } },
    { t: 41, e: 'ok', op: 'away' },
    received(42, 'rui', { entries: [givenEntry(GROUP, 1, 'g1')], conversations: [leftGroup()] }),
    ...send(50, 'g2', 'ana', { to: 'conversation', id: GROUP }),
    moved(51, 'ana', GROUP, 2, [2, 'g2']),
    ...alertHistory(),
    pushed(1_100, 1),
    notified(1_150, 1),
    { t: 1_200, e: 'invoke', op: 'show', person: 'rui', act: { do: 'show', c: DIRECT, seq: 1 } },
    { t: 1_201, e: 'ok', op: 'show' },
    { t: 1_300, e: 'invoke', op: 'sign out', person: 'rui', act: { do: 'signOut', phone: PHONE } },
    { t: 1_301, e: 'ok', op: 'sign out' },
    { t: 20_000, e: 'link', view: 'ana/0/1', person: 'ana', state: 'waiting' },
  ];
  const message = (id: string, sender: string) => ({
    id,
    sender,
    clientId: `id of ${id}`,
    text: `${id} hello`,
    deleted: false,
  });
  const rows: Rows = {
    users: { 'u-ana': 'ana', 'u-rui': 'rui' },
    conversations: [
      { id: DIRECT, kind: 'direct', key: 'direct:u-ana:u-rui', head: 2 },
      { id: GROUP, kind: 'group', key: 'group:1', head: 2 },
    ],
    entries: [
      { c: DIRECT, seq: 1, message: 'm1', change: false },
      { c: DIRECT, seq: 2, message: 'm2', change: false },
      { c: GROUP, seq: 1, message: 'g1', change: false },
      { c: GROUP, seq: 2, message: 'g2', change: false },
    ],
    messages: [message('m1', 'ana'), message('m2', 'rui'), message('g1', 'ana'), message('g2', 'ana')],
    memberships: [
      { person: 'ana', c: DIRECT, from: 1, to: null },
      { person: 'rui', c: DIRECT, from: 1, to: null },
      { person: 'ana', c: GROUP, from: 1, to: null },
      { person: 'rui', c: GROUP, from: 1, to: 1 },
    ],
    marks: [{ person: 'ana', c: DIRECT, read: 2 }],
    reactions: [],
    notifications: [{ person: 'rui', c: DIRECT, seq: 1, outcome: 'sent' }],
    alerts: alertRows(),
  };
  const everything = () => [
    window('ana', DIRECT, 2, 'm1', 'm2'),
    window('ana', GROUP, 0, 'g1', 'g2'),
    window('rui', DIRECT, 0, 'm1', 'm2'),
    window('rui', GROUP, 0, 'g1'),
  ];
  return {
    history,
    rows,
    windows: everything(),
    api: everything(),
    places: { clubs: [{ c: GROUP, members: ['ana', 'rui'] }], doors: [], lawns: [] },
  };
}
