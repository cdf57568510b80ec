import { describe, expect, it, test, vi } from 'vitest';
import { fail } from '@/protocol/errors';
import {
  createBatchedCall,
  createBatchQueue,
  createQueue,
  createSequences,
  createShares,
  mapConcurrently,
} from './queue';

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

test('a sequence runs the tasks of each key one after another, also after one that fails', async () => {
  const { started, work, end } = held();
  const inSequence = createSequences();
  const [first, broken] = [
    inSequence('ana', work('a')),
    inSequence('ana', () => Promise.reject(new Error('broken'))),
  ];
  const [third, other] = [inSequence('ana', work('c')), inSequence('rui', work('b'))];
  await vi.waitFor(() => expect(started).toEqual(['a', 'b']));
  end();
  expect(await first).toBe('a');
  await expect(broken).rejects.toThrow('broken');
  await vi.waitFor(() => expect(started).toEqual(['a', 'b', 'c']));
  end();
  end();
  expect(await Promise.all([third, other])).toEqual(['c', 'b']);
});

test('a key has no more tasks under way than its share, which may change', async () => {
  const ends: (() => void)[] = [];
  let each = 2;
  const share = createShares({ each: () => each, refuse: () => new Error('too many') });
  const run = (key: string) => share(key, () => new Promise<void>((resolve) => ends.push(resolve)));
  const running = [run('ana'), run('ana'), run('rui')];
  await expect(run('ana')).rejects.toThrow('too many');
  each = 1;
  ends[0]?.();
  await running[0];
  await expect(run('ana')).rejects.toThrow('too many');
  ends[1]?.();
  await running[1];
  running.push(run('ana'));
  for (const end of ends) end();
  await Promise.all(running);
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

describe('calls in batches', () => {
  it('share the batch of their turn, up to its maximum, and each gets its own result', async () => {
    const batches: number[][] = [];
    const double = createBatchedCall({
      maxBatch: 3,
      run: async (items: number[]) => {
        batches.push(items);
        return items.map((n) => n * 2);
      },
    });
    expect(await Promise.all([1, 2, 3, 4].map(double))).toEqual([2, 4, 6, 8]);
    expect(await double(5)).toBe(10);
    expect(batches).toEqual([[1, 2, 3], [4], [5]]);
  });

  it('fail alone when they cause the error, and together in an outage', async () => {
    let outage = false;
    const check = createBatchedCall({
      maxBatch: 100,
      run: async (items: number[]) => {
        if (outage) throw fail('unavailable', 'There is no database.');
        if (items.includes(13)) throw new Error('13');
        return items;
      },
    });
    const items = Array.from({ length: 40 }, (_, n) => n);
    const outcomes = await Promise.allSettled(items.map(check));
    expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : 'failed'))).toEqual(
      items.map((n) => (n === 13 ? 'failed' : n)),
    );
    outage = true;
    const all = await Promise.allSettled([1, 2].map(check));
    expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('do not wait for a single one that waits for a lock', async () => {
    let unlock = () => {};
    const unlocked = new Promise<void>((resolve) => {
      unlock = resolve;
    });
    const call = createBatchedCall({
      maxBatch: 100,
      run: async (items: string[]) => {
        if (items.length > 1) throw new Error('a lock');
        if (items[0] === 'locked') await unlocked;
        return items;
      },
    });
    const [locked, ...free] = ['locked', 'b', 'c', 'd'].map(call);
    expect(await Promise.all(free)).toEqual(['b', 'c', 'd']);
    unlock();
    expect(await locked).toBe('locked');
  });

  it('run in separate batches for each key', async () => {
    const batches: string[][] = [];
    const call = createBatchedCall({
      keyOf: (item: string) => item.charAt(0),
      maxBatch: 2,
      run: async (items) => {
        batches.push(items);
        return items;
      },
    });
    await Promise.all(['a1', 'a2', 'b1', 'a3'].map(call));
    expect(batches).toEqual([['a1', 'a2'], ['b1'], ['a3']]);
  });

  it('[C11] that exceed a time limit of the database fail alone, and together after 4 s', async () => {
    const locked = fail('unavailable', 'x', { cause: Object.assign(new Error('locked'), { code: '55P03' }) });
    const sizes: number[] = [];
    let at = 0;
    let msPerError = 500;
    const call = createBatchedCall({
      maxBatch: 100,
      now: () => at,
      run: async (items: number[]) => {
        sizes.push(items.length);
        if (!items.includes(13)) return items;
        at += msPerError;
        throw locked;
      },
    });
    const items = Array.from({ length: 64 }, (_, n) => n);
    const failed = async () => {
      const outcomes = await Promise.allSettled(items.map(call));
      return outcomes.flatMap(({ status }, n) => (status === 'rejected' ? [n] : []));
    };
    expect(await failed()).toEqual([13]);
    expect(sizes).toEqual([64, 32, 32, 16, 16, 8, 8, 4, 4, 2, 2, 1, 1]);
    msPerError = 3_000;
    expect(await failed()).toEqual(items.slice(0, 16));
  });
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
