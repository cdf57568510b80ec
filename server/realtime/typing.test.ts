import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ServerEventArgs } from '@/protocol/events';
import type { WireConversation, WireEntry } from '@/protocol/messages';
import type { BrokerEvent } from '@/server/broker/broker';
import type { TypingEvent } from '@/server/conversations/events';
import type { PresenceState } from '@/server/presence/store';
import type { LiveSession } from './live-sessions';
import { createTyping } from './typing';

const C = 'a conversation';

beforeEach(() => vi.useFakeTimers({ now: new Date('2026-11-30T10:00:00Z') }));
afterEach(() => vi.useRealTimers());

/** Returns a node, and sessions of users on it; what it publishes reaches the node `to`. */
function node(name: string, to?: { deliver(event: TypingEvent): void }) {
  const blocked = new Map<string, string[]>();
  const frames: [session: string, people: string[]][] = [];
  const published: BrokerEvent[] = [];
  const typing = createTyping({
    id: name,
    broker: {
      async publish(events) {
        published.push(...events);
        for (const { body } of events) to?.deliver(body as unknown as TypingEvent);
      },
    },
    sessions: {
      push(session, event, ...args) {
        expect(event).toBe('typing');
        const [{ conversation, people }] = args as unknown as ServerEventArgs<'typing'>;
        expect(conversation).toBe(C);
        frames.push([session.id, people.map(({ id }) => id)]);
      },
    },
    registry: { stateOf: (userId) => ({ blocked: blocked.get(userId) ?? [] }) as unknown as PresenceState },
  });
  const session = (user: string, n = 0): LiveSession =>
    ({ id: `${user}/${n}`, actor: { userId: user, username: user, name: user } }) as unknown as LiveSession;
  return {
    typing,
    frames,
    published,
    blocked,
    /** A session that shows the conversation. */
    showing(user: string, { on = true, possible = true, n = 0 } = {}) {
      const one = session(user, n);
      typing.open(one, C)({ on, possible });
      return one;
    },
  };
}

test('[V4] who shows the conversation is told at once, and the writer’s own pages are not', () => {
  const { typing, frames, showing, published } = node('a');
  const [ana, rui] = [showing('ana'), showing('rui')];
  showing('ana', { n: 1 });
  typing.write(ana, C);
  expect(frames).toEqual([['rui/0', ['ana']]]);
  // One event for nodes, whose queues end with their connections; none for people.
  expect(published.map(({ to }) => to)).toEqual(['nodes']);
  typing.close(rui);
  vi.advanceTimersByTime(5_000);
  typing.write(ana, C);
  expect(frames).toHaveLength(1);
});

test('[V4] a session gets at most one frame a second for a conversation, however many people write', () => {
  const { typing, frames, showing } = node('a');
  showing('reader');
  const writers = Array.from({ length: 19 }, (_, n) => showing(`writer ${n}`));
  const seconds = 20;
  for (let at = 0; at < seconds * 1_000; at += 50) {
    for (const writer of writers) typing.write(writer, C);
    vi.advanceTimersByTime(50);
  }
  const got = frames.filter(([to]) => to === 'reader/0');
  expect(got.length).toBeLessThanOrEqual(seconds + 1);
  // Nobody is left out.
  expect(new Set(got.flatMap(([, people]) => people)).size).toBe(19);
});

test('[V4] a session publishes at most one event in two seconds', () => {
  const { typing, published, showing } = node('a');
  const ana = showing('ana');
  for (let at = 0; at < 10_000; at += 100) {
    typing.write(ana, C);
    vi.advanceTimersByTime(100);
  }
  expect(published).toHaveLength(5);
});

test('[V4] another node tells its sessions, and does not handle its own event again', () => {
  const far = node('b');
  const near = node('a', far.typing);
  far.showing('rui');
  near.showing('eva');
  near.typing.write(near.showing('ana'), C);
  expect(far.frames).toEqual([['rui/0', ['ana']]]);
  expect(near.frames).toEqual([['eva/0', ['ana']]]);
  expect(near.published[0]?.body).toMatchObject({ type: 'typing', node: 'a' });
});

test('[V4] without a node that answers, this one still tells its own sessions', async () => {
  const frames: unknown[] = [];
  const typing = createTyping({
    id: 'a',
    broker: { publish: () => Promise.reject(new Error('down')) },
    sessions: { push: (...args) => void frames.push(args) },
    registry: { stateOf: () => ({ blocked: [] }) as unknown as PresenceState },
  });
  const [ana, rui] = ['ana', 'rui'].map((user) => ({
    actor: { userId: user, username: user, name: user },
  })) as [LiveSession, LiveSession];
  for (const session of [ana, rui]) typing.open(session, C)({ on: true, possible: true });
  typing.write(ana, C);
  expect(frames).toHaveLength(1);
});

test('[V5] whoever turned it off neither tells nor is told', () => {
  const { typing, frames, showing, published } = node('a');
  const [ana, rui, eva] = [showing('ana'), showing('rui'), showing('eva', { on: false })];
  typing.write(eva, C);
  expect([frames, published]).toEqual([[], []]);
  typing.write(ana, C);
  expect(frames).toEqual([['rui/0', ['ana']]]);
  typing.choose(rui, false);
  vi.advanceTimersByTime(3_000);
  typing.write(ana, C);
  typing.write(rui, C);
  expect(frames).toHaveLength(1);
});

test('[V5] neither of two people of whom one blocked the other is told of the other', () => {
  const { typing, frames, showing, blocked } = node('a');
  const [ana, rui] = [showing('ana'), showing('rui')];
  showing('eva');
  blocked.set('ana', ['rui']);
  typing.write(ana, C);
  typing.write(rui, C);
  vi.advanceTimersByTime(1_000);
  expect(frames).toEqual([
    ['eva/0', ['ana']],
    ['eva/0', ['rui']],
  ]);
});

test('[V5] a block on the writer’s node applies on a node that has not learnt of it', () => {
  const far = node('b');
  const near = node('a', far.typing);
  far.showing('rui');
  near.blocked.set('ana', ['rui']);
  near.typing.write(near.showing('ana'), C);
  expect(far.frames).toEqual([]);
});

test('[V5] a message request, a large group, a room, and a conversation that was left tell nothing', () => {
  const { typing, frames, showing } = node('a');
  const ana = showing('ana');
  const rui = showing('rui', { possible: false });
  typing.write(ana, C);
  typing.write(rui, C);
  expect(frames).toEqual([]);
  const view = (change: Partial<WireConversation>) =>
    ({ id: C, kind: 'direct', open: true, members: [], ...change }) as WireConversation;
  for (const change of [
    { request: 'waiting' as const },
    { open: false },
    { kind: 'channel' as const },
    { kind: 'building' as const },
    { kind: 'group' as const, members: Array.from({ length: 21 }, (_, n) => `member ${n}`) },
  ]) {
    typing.changed(rui, view(change));
    vi.advanceTimersByTime(3_000);
    typing.write(ana, C);
    expect(frames).toEqual([]);
  }
  // Who accepts a request tells nothing before the first message.
  typing.changed(rui, view({}));
  vi.advanceTimersByTime(3_000);
  typing.write(rui, C);
  expect(frames).toEqual([]);
  const entry = {
    conversation: { id: C, kind: 'direct', with: 'ana' },
    message: { from: { kind: 'user', id: 'rui' } },
  } as unknown as WireEntry;
  typing.received(rui, [entry]);
  typing.write(rui, C);
  expect(frames).toEqual([['ana/0', ['rui']]]);
});

test('[V4] a session tells nothing of a conversation that it does not show', () => {
  const { typing, published, showing } = node('a');
  const ana = showing('ana');
  typing.write(ana, 'another conversation');
  typing.close(ana);
  typing.write(ana, C);
  expect(published).toEqual([]);
});

test('[V5] a change that arrives while the state is read is newer than that state', () => {
  const { typing, frames, showing } = node('a');
  const rui = showing('rui');
  const opened = typing.open(rui, C);
  typing.changed(rui, { id: C, kind: 'direct', open: false, members: [] } as unknown as WireConversation);
  opened({ on: true, possible: true });
  typing.write(showing('ana'), C);
  expect(frames).toEqual([]);
});
