import { expect, test } from 'vitest';
import type { WireConversation, WireEntry } from '@/protocol/messages';
import { receive, receiveConversation } from './log';
import { requestOf, waitingRequests } from './requests';
import { initialState } from './state';
import { totalUnread, unreadCounts } from './unread';

const you = { id: 'ist1100001', name: 'Ana', administrator: false, guest: false };
const state = initialState(you);

function entry(seq: number, by: string, id = 'c'): WireEntry {
  const message = {
    id: `${id}${seq}`,
    clientId: `${id}${seq}`,
    from: { kind: 'user', id: by, name: by } as const,
    text: 'hi',
    at: `2027-01-15T08:00:0${seq}Z`,
  };
  return { conversation: { id, kind: 'direct', with: 'rui' }, seq, rev: seq, message };
}

function info(last: WireEntry, part: Partial<WireConversation> = {}): WireConversation {
  const { conversation, seq: head } = last;
  const counts = { head, read: 0, unread: 1, mentions: 0, version: 1 };
  const named = { title: 'Rui', topic: null, public: false, members: [], open: true, muted: false };
  return { ...conversation, ...named, ...counts, last, ...part };
}

test('[Q1] a direct conversation that another person begins is a request from its first message on', () => {
  const log = receive({}, [entry(1, 'rui')]);
  expect(requestOf(log.c as never, you)).toBe('waiting');
  expect(totalUnread({ ...state, log })).toBe(0);
  expect(unreadCounts({ ...state, log })).toEqual({});
  const described = receiveConversation(log, info(entry(1, 'rui'), { request: 'waiting' }));
  expect(waitingRequests({ ...state, log: described }).map(({ id }) => id)).toEqual(['c']);
  expect(totalUnread({ ...state, log: described })).toBe(0);
});

test('[Q2] it is accepted by the own message before the server says so, and by what the server says', () => {
  const request = receiveConversation({}, info(entry(1, 'rui'), { request: 'waiting' }));
  const answered = receive(request, [entry(2, you.id)]);
  expect(requestOf(answered.c as never, you)).toBe(null);
  const accepted = receiveConversation(request, info(entry(1, 'rui'), { version: 2 }));
  expect(requestOf(accepted.c as never, you)).toBe(null);
  expect(totalUnread({ ...state, log: accepted })).toBe(1);
  expect(requestOf(receive({}, [entry(1, you.id)]).c as never, you)).toBe(null);
});

test('[Q3] ignored requests and those of blocked people do not wait, and the newest comes first', () => {
  const log = [
    info(entry(1, 'rui', 'first'), { request: 'waiting' }),
    info(entry(2, 'rui', 'later'), { request: 'waiting' }),
    info(entry(3, 'rui', 'gone'), { request: 'ignored' }),
    info(entry(4, 'eva', 'blocked'), { request: 'waiting' }),
  ].reduce(receiveConversation, {});
  const blocks = { version: 1, users: new Set(['eva']) };
  expect(waitingRequests({ ...state, log, blocks }).map(({ id }) => id)).toEqual(['later', 'first']);
});
