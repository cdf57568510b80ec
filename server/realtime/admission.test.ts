import { expect, test } from 'vitest';
import { createAdmission } from './admission';

const refusalOf = (work: () => unknown) => {
  try {
    work();
    return null;
  } catch (error) {
    return error as { code: string; retryAfter: number };
  }
};

test('few begin at once, in the order in which they came, and one that fails frees its place', async () => {
  const admission = createAdmission();
  let running = 0;
  let most = 0;
  const order: number[] = [];
  const all = Array.from({ length: 50 }, (_, n) =>
    admission.begin(async () => {
      most = Math.max(most, ++running);
      order.push(n);
      await Promise.resolve();
      running -= 1;
      if (n % 7 === 0) throw new Error('refused');
    }),
  );
  await Promise.allSettled(all);
  expect(most).toBe(8);
  expect(order).toEqual(Array.from({ length: 50 }, (_, n) => n));
  await admission.begin(async () => {});
});

test('whoever comes when too many wait is told when to come back, later the more there are', () => {
  let at = 0;
  const admission = createAdmission({ now: () => at, random: () => 1 });
  const places = Array.from({ length: 200 }, () => admission.enter());
  const first = refusalOf(() => admission.enter());
  expect(first).toMatchObject({ code: 'unavailable', retryAfter: 4 });
  for (let n = 0; n < 500; n++) refusalOf(() => admission.enter());
  expect(refusalOf(() => admission.enter())?.retryAfter).toBe(9);
  for (let n = 0; n < 5000; n++) refusalOf(() => admission.enter());
  expect(refusalOf(() => admission.enter())?.retryAfter).toBe(30);
  // The herd is forgotten, and a place that is left twice is one place.
  at += 11_000;
  expect(refusalOf(() => admission.enter())?.retryAfter).toBe(4);
  places[0]?.();
  places[0]?.();
  expect(refusalOf(() => admission.enter())).toBeNull();
  expect(refusalOf(() => admission.enter())).not.toBeNull();
});
