import { expect, test } from 'vitest';
import type { Pushed } from './push-client';
import { nextAttempt } from './results';
import type { Subscription } from './store/subscriptions';

const after = (...all: Pushed[]) => {
  const devices = all.map(({ result }, n) => ({ id: `${n}`, name: '', result }));
  return nextAttempt(
    0,
    devices,
    all.map((pushed) => ({ device: {} as Subscription, pushed })),
  );
};

test('[W7] an attempt counts only if a push service was asked', () => {
  const unsent: Pushed = { result: 'later', status: null, retryMs: null, unsent: true };
  const busy: Pushed = { result: 'later', status: 429, retryMs: 90_000 };
  expect(after(unsent, { result: 'accepted' })).toEqual({ retryMs: 2_000, uncounted: true });
  expect(after(unsent, busy)).toEqual({ retryMs: 90_000 });
  expect(after({ result: 'accepted' })).toEqual({ outcome: 'sent' });
});
