import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Db } from '@/db/client';
import type { Broker, BrokerEvent } from '@/server/broker/broker';
import { createMetrics } from '@/server/metrics';
import type { OutboxEvent, OutboxRow } from './events';
import { createRelay } from './relay';

const event = (text: string): OutboxEvent => ({
  to: 'people',
  userIds: ['ana'],
  body: { type: 'message', message: { text } as never, at: {} },
});
const textOf = (outboxEvent: OutboxEvent | BrokerEvent) =>
  (outboxEvent.body as unknown as { message: { text: string } }).message.text;

function deferred<T>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/**
 * Returns an outbox in memory that answers the store's statements, a broker that a test can stop, and the relay between
 * them.
 */
function world() {
  const outbox = new Map<number, { event: OutboxEvent; at: number }>();
  let last = 0;
  let databaseDown = false;
  let statements = 0;
  const query = async (asked: string | { text: string; values: unknown[] }, given: unknown[] = []) => {
    const [sql, values] = typeof asked === 'string' ? [asked, given] : [asked.text, asked.values];
    statements += 1;
    if (databaseDown) throw Object.assign(new Error('down'), { code: 'unavailable' });
    if (sql.startsWith('DELETE FROM outbox WHERE id = ANY')) {
      for (const id of values[0] as number[]) outbox.delete(id);
    } else if (sql.startsWith('DELETE FROM outbox WHERE event')) {
      for (const [id, row] of outbox) {
        if (row.event.body.type === 'presence' && row.at < Date.now() - (values[0] as number))
          outbox.delete(id);
      }
    } else if (sql.includes('count(*)')) {
      return { rows: [{ count: outbox.size }] };
    } else if (sql.includes('SKIP LOCKED')) {
      const [olderThanMs, limit] = values as [number, number];
      const old = [...outbox].filter(([, row]) => row.at < Date.now() - olderThanMs).slice(0, limit);
      return { rows: old.map(([id, row]) => ({ id, event: row.event })) };
    } else if (sql.startsWith('SELECT id, event')) {
      const [after, withinMs, limit] = values as [number, number, number];
      const page = [...outbox].filter(([id, row]) => id > after && row.at > Date.now() - withinMs);
      return { rows: page.slice(0, limit).map(([id, row]) => ({ id, event: row.event })) };
    }
    return { rows: [] };
  };
  const db = {
    pool: { query },
    transaction: (work: (client: unknown) => Promise<unknown>) => work({ query }),
    pipeline: (work: (client: unknown) => Promise<unknown>) => work({ query }),
  } as unknown as Db;

  const published: string[][] = [];
  let state: Broker['state'] = 'up';
  let answer: () => Promise<void> = async () => {};
  const broker = {
    get state() {
      return state;
    },
    async publish(events: BrokerEvent[]) {
      if (state === 'down') throw Object.assign(new Error('down'), { code: 'unavailable' });
      await answer();
      published.push(events.map(textOf));
    },
  } as unknown as Broker;
  const here: string[] = [];
  const early: string[] = [];
  let fails: ((outboxEvent: OutboxEvent) => void) | undefined;
  const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const relay = createRelay({
    db,
    broker,
    log: log as never,
    metrics: createMetrics(),
    deliverLocally(outboxEvent) {
      fails?.(outboxEvent);
      here.push(textOf(outboxEvent));
    },
    deliverEarly: (outboxEvent) => void early.push(textOf(outboxEvent)),
  });
  return {
    relay,
    published,
    here,
    early,
    log,
    outbox,
    /** Adds rows as a send does: committed, not yet passed to the relay. */
    commit(...texts: string[]): OutboxRow[] {
      return texts.map((text) => {
        last += 1;
        outbox.set(last, { event: event(text), at: Date.now() });
        return { id: last, event: event(text) };
      });
    },
    broker(now: Broker['state']) {
      state = now;
    },
    database(now: 'up' | 'down') {
      databaseDown = now === 'down';
    },
    confirm(next: () => Promise<void>) {
      answer = next;
    },
    failing(by: typeof fails) {
      fails = by;
    },
    statements: () => statements,
  };
}

describe('the relay', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

  it('takes one statement for each sweep while the outbox is empty', async () => {
    const { relay, statements } = world();
    relay.start();
    await pass(5_000);
    expect(statements()).toBe(10);
    await relay.stop();
  });

  it('publishes committed events and deletes confirmed ones', async () => {
    const { relay, commit, published, outbox, here } = world();
    relay.publish(commit('one', 'two'));
    await relay.stop();
    expect([published, outbox.size, here]).toEqual([[['one', 'two']], 0, []]);
  });

  it('has what it publishes delivered early here, after its caller has gone on', async () => {
    const { relay, commit, early } = world();
    relay.publish(commit('one', 'two'));
    expect(early).toEqual([]);
    await pass(0);
    expect(early).toEqual(['one', 'two']);
    await relay.stop();
  });

  it('publishes in order, and in one batch what was committed during a publish', async () => {
    const { relay, commit, published, confirm, outbox } = world();
    const gate = deferred<void>();
    confirm(() => gate.promise);
    relay.publish(commit('one'));
    await pass(0);
    confirm(async () => {});
    relay.publish(commit('two'));
    relay.publish(commit('three', 'four'));
    gate.resolve();
    await relay.stop();
    expect(published).toEqual([['one'], ['two', 'three', 'four']]);
    expect(outbox.size).toBe(0);
  });

  it('[D12] delivers events once to its own sessions while the broker is down, and publishes them later', async () => {
    const { relay, commit, published, here, broker, outbox } = world();
    broker('down');
    relay.start();
    relay.publish(commit('mine'));
    expect(here).toEqual(['mine']);
    // Committed on another node.
    commit('theirs');
    await pass(1_500);
    expect(here).toEqual(['mine', 'theirs']);
    await pass(10_000);
    expect(here).toEqual(['mine', 'theirs']);
    broker('up');
    await pass(2_000);
    expect([published, outbox.size]).toEqual([[['mine', 'theirs']], 0]);
    await relay.stop();
  });

  it('[D12] delivers every event of an outbox that grows while the broker is down, without a list of all', async () => {
    const { relay, commit, here, broker, published, outbox } = world();
    broker('down');
    relay.start();
    const all = Array.from({ length: 6_000 }, (_, n) => `t${n}`);
    commit(...all.slice(0, 3_000));
    await pass(2_000);
    for (let n = 3_000; n < 6_000; n += 30) {
      commit(...all.slice(n, n + 30));
      await pass(1_500);
    }
    await pass(2_000);
    expect(here).toEqual(all);
    broker('up');
    await pass(4_000);
    expect([published.flat(), outbox.size]).toEqual([all, 0]);
    await relay.stop();
  });

  it('keeps unconfirmed events in the outbox, delivers them locally at once and sweeps them later', async () => {
    const { relay, commit, published, here, confirm, outbox } = world();
    relay.start();
    confirm(() => Promise.reject(Object.assign(new Error('nack'), { code: 'unavailable' })));
    relay.publish(commit('one'));
    await pass(10);
    expect([here, outbox.size, published]).toEqual([['one'], 1, []]);
    confirm(async () => {});
    await pass(5_000);
    expect([outbox.size, published]).toEqual([0, [['one']]]);
    // The relay continues after the failure.
    relay.publish(commit('two'));
    await relay.stop();
    expect(published).toEqual([['one'], ['two']]);
  });

  it('continues when the database fails between the confirm and the deletion', async () => {
    const { relay, commit, published, database, outbox } = world();
    relay.start();
    const rows = commit('one');
    database('down');
    relay.publish(rows);
    await pass(3_000);
    expect([published, outbox.size]).toEqual([[['one']], 1]);
    database('up');
    await pass(3_000);
    // Published twice: clients recognise repetitions by seq.
    expect([published, outbox.size]).toEqual([[['one'], ['one']], 0]);
    await relay.stop();
  });

  it('never throws to the sender, and delivers the other events when one fails', async () => {
    const { relay, commit, here, broker, failing, log } = world();
    broker('down');
    failing((outboxEvent) => {
      if (textOf(outboxEvent) === 'bad') throw new Error('cannot');
    });
    relay.start();
    relay.publish(commit('bad', 'good'));
    expect(here).toEqual(['good']);
    commit('later');
    await pass(5_000);
    expect(here).toEqual(['good', 'later']);
    expect(log.error).toHaveBeenCalledTimes(1);
    await relay.stop();
  });

  it('does not log texts', async () => {
    const { relay, commit, broker, failing, log } = world();
    failing(() => {
      throw new Error('cannot');
    });
    broker('down');
    relay.publish(commit('a private word'));
    await relay.stop();
    expect(JSON.stringify([log.info.mock.calls, log.warn.mock.calls, log.error.mock.calls])).not.toContain(
      'private',
    );
  });
});
