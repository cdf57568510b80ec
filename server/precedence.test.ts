import { expect, test, vi } from 'vitest';
import { createPrecedence } from './precedence';

test('messages wait while an alert is issued, for the last one of several, and a second at most', async () => {
  vi.useFakeTimers();
  try {
    const precedence = createPrecedence();
    expect(precedence.passed()).toBeUndefined();
    const [first, second] = [precedence.begin(), precedence.begin()];
    let passed = false;
    const waiting = precedence.passed()?.then(() => {
      passed = true;
    });
    first();
    first();
    await Promise.resolve();
    expect(passed).toBe(false);
    second();
    await waiting;
    expect(precedence.passed()).toBeUndefined();

    precedence.begin();
    const late = precedence.passed();
    vi.advanceTimersByTime(1_000);
    await late;
    expect(precedence.passed()).toBeUndefined();
  } finally {
    vi.useRealTimers();
  }
});
