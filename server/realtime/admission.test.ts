import { expect, test } from 'vitest';
import { createAdmission } from './admission';

const refusalOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: { code: string; retryAfter: number }) => error,
  );
const never = () => new Promise<never>(() => {});

test('[C11] few connections begin at once, in order of arrival, and a failed one frees its place', async () => {
  const admission = createAdmission();
  let running = 0;
  let largest = 0;
  const order: number[] = [];
  const all = Array.from({ length: 450 }, (_, n) =>
    admission.run('begin', async () => {
      largest = Math.max(largest, ++running);
      order.push(n);
      await Promise.resolve();
      running -= 1;
      if (n % 7 === 0) throw new Error('refused');
    }),
  );
  await Promise.allSettled(all);
  expect(largest).toBe(400);
  expect(order).toEqual(Array.from({ length: 450 }, (_, n) => n));
  await admission.run('begin', async () => {});
});

test('[C11] connections with a checked credential begin before others are checked', async () => {
  const admission = createAdmission();
  const ends: (() => void)[] = [];
  const held = Array.from({ length: 400 }, () =>
    admission.run('authenticate', () => new Promise<void>((resolve) => void ends.push(resolve))),
  );
  const order: string[] = [];
  const later = (['authenticate', 'begin', 'authenticate', 'begin'] as const).map((step) =>
    admission.run(step, async () => void order.push(step)),
  );
  await Promise.resolve();
  for (const end of ends) end();
  await Promise.all([...held, ...later]);
  expect(order).toEqual(['begin', 'begin', 'authenticate', 'authenticate']);
});

test('[C11][S17] a connection that would wait too long gets a retry time that grows with the number of refused ones', async () => {
  let at = 0;
  const admission = createAdmission({ now: () => at, random: () => 1 });
  // Without a measured rate, 300 steps per second are assumed: 8 s of them may wait.
  for (let n = 0; n < 2_800; n++) void admission.run('authenticate', never);
  expect(admission.waiting()).toBe(2_400);
  const next = () => refusalOf(admission.run('authenticate', never));
  expect(await next()).toMatchObject({ code: 'overloaded', retryAfter: 10 });
  for (let n = 0; n < 600; n++) await next();
  expect((await next())?.retryAfter).toBe(12);
  for (let n = 0; n < 10_000; n++) await next();
  expect((await next())?.retryAfter).toBe(30);
  // The refused connections are forgotten. Sessions that showed a credential wait in a queue of their own.
  at += 11_000;
  expect((await next())?.retryAfter).toBe(10);
  void admission.run('begin', never);
  expect(admission.waiting()).toBe(2_401);
});

test('[C11] fewer connections wait on a slower node', async () => {
  let at = 0;
  const admission = createAdmission({ now: () => at });
  const ends: (() => void)[] = [];
  const step = () => admission.run('begin', () => new Promise<void>((resolve) => void ends.push(resolve)));
  for (let n = 0; n < 2_800; n++) void step().catch(() => {});
  for (let n = 0; n < 500; n++) {
    at += 100; // 10 steps per second
    ends.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect((await refusalOf(step()))?.code).toBe('overloaded');
});

test('[C11][S17] steps that fail, or whose clients have left, do not count as handled', async () => {
  let at = 0;
  const admission = createAdmission({ now: () => at, random: () => 1 });
  const ends: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const step = () =>
    admission.run('begin', () => new Promise<void>((resolve, reject) => void ends.push({ resolve, reject })));
  const fill = () => {
    for (let n = 0; n < 3_000; n++) void step().catch(() => {});
  };
  const settle = async (how: 'resolve' | 'reject', count: number) => {
    for (let n = 0; n < count; n++) {
      if (ends.length === 0) await new Promise((resolve) => setImmediate(resolve));
      ends.shift()?.[how](new Error('left'));
    }
    await new Promise((resolve) => setImmediate(resolve));
  };
  fill();
  expect(admission.waiting()).toBe(2_400);
  // The clients of 2,000 steps have left; then one step takes its time.
  await settle('reject', 2_000);
  at += 500;
  await settle('resolve', 1);
  fill();
  // (300 + 2) / 2 steps per second, 8 s of which may wait.
  expect(admission.waiting()).toBe(1_208);
  // Even steps that succeed raise the rate by a half at most in a window.
  await settle('resolve', 800);
  at += 500;
  await settle('resolve', 1);
  fill();
  expect(admission.waiting()).toBe(1_812);
});
