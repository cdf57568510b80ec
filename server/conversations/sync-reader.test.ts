import { describe, expect, it, vi } from 'vitest';
import type { Db } from '@/db/client';
import { fail } from '@/protocol/errors';
import { readLists } from './store/lists';
import { type LogRequest, readLogs } from './store/log';
import { readViews } from './store/views';
import { createSyncReader } from './sync-reader';

vi.mock('./store/lists');
vi.mock('./store/log');
vi.mock('./store/views');

const requestOf = (userId: string) => ({ userId, cursors: {} }) as unknown as LogRequest;
const timeLimit = () =>
  fail('unavailable', 'It takes too long.', { cause: Object.assign(new Error(), { code: '57014' }) });

/** Creates a reader of a database in which the logs of `slow` users exceed the time limit. */
function createReader(slow: string[]) {
  const reads: string[][] = [];
  vi.mocked(readLists).mockImplementation(async (_client, userIds) => userIds.map(() => ({}) as never));
  vi.mocked(readViews).mockResolvedValue(new Map());
  vi.mocked(readLogs).mockImplementation(async (_client, requests) => {
    const userIds = requests.map(({ userId }) => userId);
    reads.push(userIds);
    if (userIds.some((id) => slow.includes(id))) throw timeLimit();
    return requests.map(() => ({}) as never);
  });
  const db = { pipeline: (work: (client: never) => Promise<unknown>) => work({} as never) };
  return { read: createSyncReader({ db: db as unknown as Pick<Db, 'pipeline'> }), reads };
}

describe('the logs of users who ask at once', () => {
  const people = Array.from({ length: 10 }, (_, n) => `person-${n}`);

  it('are read together', async () => {
    const { read, reads } = createReader([]);
    await Promise.all(people.map((id) => read(requestOf(id))));
    expect(reads).toEqual([people]);
  });

  it('one that exceeds its time refuses nobody else', async () => {
    const { read } = createReader(['person-4']);
    const results = await Promise.allSettled(people.map((id) => read(requestOf(id))));
    expect(results.flatMap(({ status }, n) => (status === 'rejected' ? [people[n]] : []))).toEqual([
      'person-4',
    ]);
  });
});
