import { expect, test } from 'vitest';
import { toCsv } from './csv';

test('a table has a row for each line, and no text is a formula', () => {
  expect(
    toCsv([
      ['a', 1, null, true],
      ['=1+1', 'say "x", y', 'two\nlines', '-'],
    ]),
  ).toBe('\ufeffa,1,,true\r\n\'=1+1,"say ""x"", y","two\nlines",\'-\r\n');
});
