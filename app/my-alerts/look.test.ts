import { expect, test } from 'vitest';
import { isOverdue } from '@/clients/state/alert-lists';
import { exampleAlert } from '@/protocol/events/examples';
import { lookAt } from './look';

test('[H4] an active alert past its end looks ended until the server says so, and an exercise stays one', () => {
  const live = { ...exampleAlert, kind: 'live' as const };
  const end = Date.parse(live.expires);
  expect([lookAt(live, end - 1), lookAt(live, end)]).toEqual(['live', 'ended']);
  expect(lookAt({ ...live, kind: 'exercise' }, end)).toBe('exercise');
  const clear = { ...live, type: 'all_clear' as const, active: false };
  expect([lookAt(clear, end), isOverdue(clear, end)]).toEqual(['clear', false]);
});
