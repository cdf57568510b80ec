import { expect, test } from 'vitest';
import { type Candidate, decide } from './decide';

const now = new Date('2026-11-30T02:30:00Z');
const later = new Date('2026-11-30T03:00:00Z');
const earlier = new Date('2026-11-30T02:00:00Z');
const candidate: Candidate = {
  userId: 'u',
  conversationId: 'c',
  seq: 7,
  at: earlier,
  kind: 'direct',
  read: 6,
  shown: 6,
  muted: false,
  request: false,
  level: null,
  mutedUntil: null,
  groups: true,
  quietFrom: null,
  quietUntil: null,
  timeZone: null,
  doNotDisturbUntil: null,
};
const night = { quietFrom: 23 * 60, quietUntil: 7 * 60, timeZone: 'Europe/Lisbon' };

test.each<[string, Partial<Candidate>, string]>([
  ['a direct message', {}, 'due'],
  ['a message that was read on any device', { read: 7 }, 'read'],
  ['a message that a visible page showed', { shown: 9 }, 'shown'],
  ['a message request', { request: true }, 'request'],
  ['a mention in a muted conversation', { kind: 'mention', muted: true }, 'muted'],
  ['a conversation muted for an hour', { mutedUntil: later }, 'paused'],
  ['a conversation muted until a past time', { mutedUntil: earlier }, 'due'],
  ['a message of a group', { kind: 'group' }, 'due'],
  ['a message of a group, for a user who wants mentions', { kind: 'group', groups: false }, 'not_chosen'],
  ['a mention in a group, for that user', { kind: 'mention', groups: false }, 'due'],
  ['a group with a choice of its own', { kind: 'group', groups: false, level: 'all' }, 'due'],
  ['a direct conversation without notifications', { level: 'nothing' }, 'not_chosen'],
  ['a mention where nothing notifies', { kind: 'mention', level: 'nothing' }, 'not_chosen'],
  ['a reply in a channel', { kind: 'reply' }, 'due'],
  ['a message of a channel that notifies of all', { kind: 'room', level: 'all' }, 'due'],
  ['do not disturb', { doNotDisturbUntil: later }, 'do_not_disturb'],
  ['do not disturb until a past time', { doNotDisturbUntil: earlier }, 'due'],
  ['quiet hours that span midnight', night, 'quiet_hours'],
  ['quiet hours of another time zone', { ...night, timeZone: 'Asia/Tokyo' }, 'due'],
  ['quiet hours of the day', { ...night, quietFrom: 9 * 60, quietUntil: 17 * 60 }, 'due'],
  ['quiet hours that begin now', { ...night, quietFrom: 150, quietUntil: 151 }, 'quiet_hours'],
  ['quiet hours that end now', { ...night, quietFrom: 100, quietUntil: 150 }, 'due'],
])('[W4] %s', (_, facts, outcome) => expect(decide({ ...candidate, ...facts }, now)).toBe(outcome));
