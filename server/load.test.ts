import { expect, test } from 'vitest';
import type { BrokerShortage } from './broker/broker';
import { createLoad, type Work } from './load';
import { createMetrics } from './metrics';

function world() {
  const lines: string[] = [];
  const measured = { eventLoopMs: 0, queue: 0, at: 0, broker: [] as BrokerShortage[] };
  const load = createLoad({
    overloadEventLoopMs: 500,
    eventLoopMs: () => measured.eventLoopMs,
    db: { waiting: () => measured.queue },
    broker: { shortage: () => measured.broker },
    log: {
      warn: ((fields: { shortage: string }) => void lines.push(`short of ${fields.shortage}`)) as never,
      info: ((fields: { shortage: string }) => void lines.push(`enough of ${fields.shortage}`)) as never,
    },
    metrics: createMetrics(),
    now: () => measured.at,
    random: () => 0.5,
  });
  const seconds = (count: number, now: Partial<typeof measured>) => {
    Object.assign(measured, now);
    for (let n = 0; n < count; n++) load.tick();
  };
  const shed = () => (['presence', 'read', 'send', 'alert'] as Work[]).filter((work) => load.sheds(work));
  return { load, lines, measured, seconds, shed };
}

test('[S19] an overloaded node sheds presence, then reads, then sends, and says when to retry', () => {
  const { load, seconds, shed } = world();
  seconds(3, { queue: 50 });
  expect(shed()).toEqual(['presence']);
  load.assertCapacity('read');
  seconds(3, { queue: 300 });
  expect(shed()).toEqual(['presence', 'read']);
  seconds(3, { queue: 2_000 });
  expect(shed()).toEqual(['presence', 'read', 'send']);
  try {
    load.assertCapacity('send');
    expect.unreachable();
  } catch (error) {
    expect(error).toMatchObject({ code: 'overloaded', retryable: true, retryAfter: 5 });
  }
});

test('[S19] one slow second does not start an overload, one fast second does not end it; each change is logged once', () => {
  const { load, lines, seconds, shed } = world();
  seconds(2, { eventLoopMs: 3_000 });
  seconds(1, { eventLoopMs: 0 });
  expect([shed(), load.shortages(), lines]).toEqual([[], [], []]);
  seconds(30, { eventLoopMs: 3_000 });
  seconds(4, { eventLoopMs: 0 });
  expect([shed(), load.shortages()]).toEqual([['presence', 'read'], ['event_loop']]);
  seconds(1, {});
  expect([shed(), load.shortages()]).toEqual([[], []]);
  expect(lines).toEqual(['short of event_loop', 'enough of event_loop']);
});

test('[S19] a full disk is logged once while it lasts, and sheds no work', () => {
  const { load, lines, measured, seconds, shed } = world();
  for (let n = 0; n < 100; n++) load.noteDatabaseShortage('database_full');
  expect([load.shortages(), shed(), lines]).toEqual([['database_full'], [], ['short of database_full']]);
  measured.at = 31_000;
  seconds(1, {});
  expect([load.shortages(), lines.at(-1)]).toEqual([[], 'enough of database_full']);
});

test('[S22] a shortage of RabbitMQ lasts while RabbitMQ reports it, and sheds no work', () => {
  const { load, lines, seconds, shed } = world();
  seconds(1, { broker: ['memory', 'disk'] });
  expect([load.shortages(), load.isBusy(), shed()]).toEqual([['broker_memory', 'broker_disk'], false, []]);
  seconds(1, { broker: [] });
  expect(load.shortages()).toEqual([]);
  expect(lines).toEqual([
    'short of broker_memory',
    'short of broker_disk',
    'enough of broker_memory',
    'enough of broker_disk',
  ]);
});
