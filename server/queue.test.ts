import { describe, expect, it, test } from 'vitest';
import { createBatchQueue, createQueue, mapConcurrently } from './queue';

/** Creates work that ends on request. */
function held() {
  const started: string[] = [];
  const ends: (() => void)[] = [];
  const work = (name: string) => () =>
    new Promise<string>((resolve) => {
      started.push(name);
      ends.push(() => resolve(name));
    });
  return { started, work, end: () => ends.shift()?.() };
}

describe('a queue', () => {
  it('runs up to its width at once, and the others in order, lower priority numbers first', async () => {
    const { started, work, end } = held();
    const queue = createQueue({ width: 1, priorities: 2 });
    const all = ['a', 'b', 'c'].map((name, n) => queue.run(work(name), n === 1 ? 1 : 0));
    await Promise.resolve();
    expect([started, queue.waiting(), queue.waiting(1)]).toEqual([['a'], 2, 1]);
    for (const job of [all[0], all[2], all[1]]) {
      end();
      await job;
      await Promise.resolve();
    }
    expect(started).toEqual(['a', 'c', 'b']);
    expect(queue.isIdle()).toBe(true);
  });

  it('refuses work past its limit, and continues after work that fails', async () => {
    const { work, end } = held();
    const queue = createQueue({ width: 1, maxWaiting: 1, refuse: () => new Error('no room') });
    const first = queue.run(work('a'));
    const second = queue.run(() => Promise.reject(new Error('broken')));
    await expect(queue.run(work('c'))).rejects.toThrow('no room');
    end();
    expect(await first).toBe('a');
    await expect(second).rejects.toThrow('broken');
    expect(queue.isIdle()).toBe(true);
  });
});

test('a batch queue handles the items added meanwhile as one batch, up to its maximum', async () => {
  const batches: number[][] = [];
  const queue = createBatchQueue<number>({
    maxBatch: 2,
    handle: async (batch) => {
      batches.push(batch);
      await Promise.resolve();
    },
  });
  queue.add(1);
  queue.add(2, 3, 4);
  await queue.settled();
  queue.add();
  queue.add(5);
  await queue.settled();
  expect(batches).toEqual([[1], [2, 3], [4], [5]]);
});

describe('mapConcurrently', () => {
  it('returns the results in order of the items', async () => {
    expect(await mapConcurrently([3, 1, 2], 2, async (n) => n * 2)).toEqual([6, 2, 4]);
    expect(await mapConcurrently([], 2, async (n) => n)).toEqual([]);
  });

  it('starts no more items after an error', async () => {
    const processed: number[] = [];
    const map = async (n: number) => {
      processed.push(n);
      if (n === 2) throw new Error('broken');
    };
    await expect(mapConcurrently([1, 2, 3, 4], 1, map)).rejects.toThrow('broken');
    expect(processed).toEqual([1, 2]);
  });
});
