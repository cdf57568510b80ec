import { CommanderError } from 'commander';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EXIT, OperatorError, printable } from './output';
import { createProgram } from './program';
import { numbered } from './token';

beforeEach(() => void vi.spyOn(process.stderr, 'write').mockReturnValue(true));
afterEach(() => void vi.restoreAllMocks());

test.each([
  [['token']],
  [['token', 'a b']],
  [['token', 'ist1100001', 'ist1100002']],
  [['token', 'ist1100001', '--nonsense']],
  [['tokens', '--prefix', 'x']],
  [['tokens', '--prefix', 'x', '--count', '0']],
  [['tokens', '--prefix', 'x', '--count', '1e3']],
  [['tokens', '--prefix', 'x', '--count', '100001']],
  [['admin', 'promote', 'ist1100001']],
  [['buildings']],
  [['nonsense']],
])('the command line %j is refused', async (args) => {
  const refused = await createProgram()
    .parseAsync(args, { from: 'user' })
    .catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(CommanderError);
  expect(process.stderr.write).toHaveBeenCalled();
});

test.each([
  [['buildings', 'import']],
  [['buildings', 'import', 'a', '--fenix', 'http://127.0.0.1']],
  [['buildings', 'import', 'a', '--geojson', 'b']],
  [['buildings', 'import', '--fenix', 'fenix.example.edu']],
])('contradictory arguments are refused: %j', async (args) => {
  const refused = await createProgram()
    .parseAsync(args, { from: 'user' })
    .catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(OperatorError);
  expect(refused).toMatchObject({ exitCode: EXIT.usage });
});

test('numbered names have equal width and are valid ids', () => {
  expect(numbered('p', 2)).toEqual(['p0001', 'p0002']);
  expect(numbered('p', 10_000).slice(-1)).toEqual(['p10000']);
  expect(numbered('p', 10_000)[0]).toBe('p00001');
  expect(() => numbered('p'.repeat(61), 1)).toThrow('60');
});

test('control characters never reach the terminal', () => {
  expect(printable('a\u001b[2Jb\u202ec\nd')).toBe('a\uFFFD[2Jb\uFFFDc\nd');
});
