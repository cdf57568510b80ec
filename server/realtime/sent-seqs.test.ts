import { describe, expect, it } from 'vitest';
import type { SyncResult } from '@/protocol/events';
import type { LiveSession } from './live-sessions';
import type { Rooms } from './rooms';
import { sentSeq, startSync } from './sent-seqs';

/** The node has delivered the room's entry 7 to all its members. */
const rooms = {
  sentSeq: (id: string, userId: string) => (id === 'room' && userId === 'ana' ? 7 : 0),
} as Rooms;

const begin = (more: Partial<LiveSession> = {}) =>
  ({ actor: { userId: 'ana' }, lastSentSeq: new Map(), caughtUp: true, skipped: 0, ...more }) as LiveSession;

const log = (heads: Record<string, number>, complete = true) =>
  ({ conversations: Object.entries(heads).map(([id, head]) => ({ id, head })), complete }) as SyncResult;

describe('[D7] the last seq that a session was sent', () => {
  it('is what the room was sent, for a session that is caught up and whose user was a member', () => {
    expect(sentSeq(rooms, begin(), 'room')).toBe(7);
    expect(sentSeq(rooms, begin({ caughtUp: false }), 'room')).toBe(0);
    expect(sentSeq(rooms, begin({ actor: { userId: 'rui' } as LiveSession['actor'] }), 'room')).toBe(0);
    expect(sentSeq(rooms, begin({ lastSentSeq: new Map([['room', 9]]) }), 'room')).toBe(9);
  });

  it('includes the heads of a complete log, and stores only what the room does not have', () => {
    const session = begin({ caughtUp: false });
    startSync(rooms, session)(log({ room: 7, direct: 3 }, false));
    expect([session.caughtUp, sentSeq(rooms, session, 'direct')]).toEqual([false, 0]);
    startSync(rooms, session)(log({ room: 7, direct: 3 }));
    expect([session.caughtUp, [...session.lastSentSeq]]).toEqual([true, [['direct', 3]]]);
    startSync(rooms, session)(log({ room: 8, direct: 2 }));
    expect([...session.lastSentSeq]).toEqual([
      ['direct', 3],
      ['room', 8],
    ]);
  });

  it('does not include what was skipped while the log was being read', () => {
    const session = begin();
    const synced = startSync(rooms, session);
    session.caughtUp = false;
    session.skipped += 1;
    synced(log({ room: 6 }));
    expect([session.caughtUp, sentSeq(rooms, session, 'room')]).toEqual([false, 6]);
    startSync(rooms, session)(log({ room: 7 }));
    expect([session.caughtUp, sentSeq(rooms, session, 'room')]).toEqual([true, 7]);
  });
});
