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
  const all = Array.from({ length: 50 }, (_, n) =>
    admission.run('begin', async () => {
      largest = Math.max(largest, ++running);
      order.push(n);
      await Promise.resolve();
      running -= 1;
      if (n % 7 === 0) throw new Error('refused');
    }),
  );
  await Promise.allSettled(all);
  expect(largest).toBe(8);
  expect(order).toEqual(Array.from({ length: 50 }, (_, n) => n));
  await admission.run('begin', async () => {});
});

test('[C11] connections with a checked credential begin before others are checked', async () => {
  const admission = createAdmission();
  const ends: (() => void)[] = [];
  const held = Array.from({ length: 8 }, () =>
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

test('[C11][S17] a connection beyond the limit gets a retry time that grows with the number of refused ones', async () => {
  let at = 0;
  const admission = createAdmission({ now: () => at, random: () => 1 });
  for (let n = 0; n < 208; n++) void admission.run('authenticate', never);
  expect(admission.waiting()).toBe(200);
  const next = () => refusalOf(admission.run('authenticate', never));
  expect(await next()).toMatchObject({ code: 'overloaded', retryAfter: 4 });
  for (let n = 0; n < 500; n++) await next();
  expect((await next())?.retryAfter).toBe(9);
  for (let n = 0; n < 5000; n++) await next();
  expect((await next())?.retryAfter).toBe(30);
  // The refused connections are forgotten. Sessions that showed a credential wait in a queue of their own.
  at += 11_000;
  expect((await next())?.retryAfter).toBe(4);
  void admission.run('begin', never);
  expect(admission.waiting()).toBe(201);
});
