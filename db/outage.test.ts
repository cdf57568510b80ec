import { describe, expect, it } from 'vitest';
import { databaseShortageOf, endedFull, explained, isOutage, isTimeLimit } from './outage';

const withCode = (code: string, message = 'x') => Object.assign(new Error(message), { code });

it.each([
  ['53100', 'database_full', 30, 'is full'],
  ['53200', 'database_memory', 10, 'out of memory'],
  ['53300', 'database_connections', 5, 'no more connections'],
  ['58030', 'database_disk', 30, 'cannot read or write its disk'],
  ['25006', 'database_read_only', 10, 'is read-only'],
])(
  '[S22] the error for clients names the shortage of PostgreSQL: %s',
  (code, shortage, retryAfter, words) => {
    for (const error of [
      withCode(code),
      withCode('P2010', `Raw query failed. Code: \`${code}\`.`),
      withCode('P2039', `Database error. Code: \`${code}\`.`),
    ]) {
      expect([isOutage(error), databaseShortageOf(error)]).toEqual([false, shortage]);
      expect(explained(error)).toMatchObject({
        code: 'unavailable',
        retryable: true,
        retryAfter,
        cause: error,
      });
      const { message } = explained(error) as Error;
      expect(message).toContain(words);
      const byPrisma = withCode('unavailable', `Invalid invocation:\n\n\n${message}`);
      expect([databaseShortageOf(byPrisma), (explained(byPrisma) as Error).message]).toEqual([
        shortage,
        message,
      ]);
    }
  },
);

it('[S22] a database that ended because its disk is full is down for that reason', () => {
  const last = Object.assign(withCode('53100'), { severity: 'PANIC' });
  expect([endedFull(last), endedFull(withCode('53100'))]).toEqual([true, false]);
  for (const error of [withCode('ECONNREFUSED'), withCode('57P03')])
    expect((explained(error, true) as Error).message).toContain('is full');
  expect((explained(withCode('23505'), true) as { code: string }).code).toBe('23505');
});

it('[S22] a database that is starting is reported as starting', () => {
  expect((explained(withCode('57P03')) as Error).message).toContain('starting or stopping');
});

it('a time limit is told from an outage, also after it was explained; a lock that takes long is no outage', () => {
  for (const error of [withCode('57014'), withCode('55P03')])
    expect([isTimeLimit(error), isTimeLimit(explained(error))]).toEqual([true, true]);
  for (const error of [withCode('57P01'), withCode('ECONNREFUSED')])
    expect([isTimeLimit(error), isTimeLimit(explained(error))]).toEqual([false, false]);
  expect(isOutage(withCode('55P03'))).toBe(false);
  expect(explained(withCode('55P03'))).toMatchObject({ code: 'unavailable', retryAfter: 1 });
});

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
