import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createKeyReader, type Input } from './keys';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Returns what is read of pieces, and whatever follows after a pause. */
function read(...pieces: (string | Buffer)[]): unknown[] {
  const inputs: Input[] = [];
  const reader = createKeyReader((input) => inputs.push(input));
  for (const piece of pieces) reader.read(piece);
  vi.advanceTimersByTime(100);
  return inputs.map((input) => {
    if (input.kind === 'key') return input.key;
    return input.kind === 'text' ? [input.text] : `${input.what} ${input.column},${input.row}`;
  });
}

const SAMPLE =
  'olá\u001b[A\u001bOP\u001b[1;5C\r\u001b[200~a\r\nb\u001b[A\u001b[201~\u001b[<0;5;3M\u001b[<64;1;1M\u0003\u007f';
const EXPECTED = [
  ['olá'],
  'up',
  'f1',
  'ctrl-right',
  'enter',
  ['a\nb\u001b[A'],
  'click 4,2',
  'wheel up 0,0',
  'ctrl-c',
  'backspace',
];

test('keys, pastes and clicks are read', () => expect(read(SAMPLE)).toEqual(EXPECTED));

test('in whatever pieces they arrive', () => {
  const bytes = Buffer.from(SAMPLE);
  const single = read(...Array.from(bytes, (byte) => Buffer.from([byte])));
  // Letters that arrive apart are apart.
  expect(single.slice(3)).toEqual(EXPECTED.slice(1));
  for (let at = 1; at < bytes.length; at++) {
    const [first, rest] = [read(bytes.subarray(0, at), bytes.subarray(at)), EXPECTED];
    expect(first.filter((each) => typeof each === 'string')).toEqual(
      rest.filter((each) => typeof each === 'string'),
    );
  }
});

test('Escape is a key after a pause; Alt is an escape before a key', () => {
  expect(read('\u001b')).toEqual(['escape']);
  expect(read('\u001bb', '\u001b\r')).toEqual(['alt-b', 'alt-enter']);
  expect(read('\u001b\u001b')).toEqual(['escape', 'escape']);
});

test('unknown sequences are ignored, and a paste without an end is text after all', () => {
  expect(read('\u001b[99~\u001b[?1;2c', 'x')).toEqual([['x']]);
  expect(read(`\u001b[200~${'x'.repeat(100_000)}`)).toEqual([['x'.repeat(100_000)]]);
});
