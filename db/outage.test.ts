import { describe, expect, it } from 'vitest';
import { explained, isDiskFull, isOutage } from './outage';

const withCode = (code: string, message = 'x') => Object.assign(new Error(message), { code });

it.each([withCode('53100'), withCode('P2010', 'Raw query failed. Code: `53100`.')])(
  '[S19] a full disk is said to be one: %s',
  (error) => {
    expect(isOutage(error)).toBe(false);
    expect(isDiskFull(error)).toBe(true);
    expect(explained(error)).toMatchObject({ code: 'unavailable', retryAfter: 30 });
    expect((explained(error) as Error).message).toContain('no room left');
  },
);

describe('an outage', () => {
  it.each([
    withCode('ECONNREFUSED'),
    withCode('57P01'),
    withCode('08006'),
    withCode('57014'),
    withCode('P1001'),
    withCode('P2010', 'Raw query failed. Code: `57P01`. Message: `terminating connection`'),
    new Error('Connection terminated unexpectedly'),
    new Error('Cannot use a pool after calling end on the pool'),
    new Error('timeout exceeded when trying to connect'),
  ])('is %s', (error) => {
    expect(isOutage(error)).toBe(true);
    expect(explained(error)).toMatchObject({ code: 'unavailable', retryable: true, cause: error });
  });

  it.each([
    withCode('23505'),
    withCode('P2002'),
    withCode('P2010', 'Code: `42P01`'),
    new Error('no'),
    'text',
    null,
  ])('is not %s, which stays as it is', (error) => {
    expect(isOutage(error)).toBe(false);
    expect(explained(error)).toBe(error);
  });
});
