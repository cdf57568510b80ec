import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** Classes that name a side of the screen, and not an end of the line. A middle (`left-1/2`) is the same from both. */
const CLASS =
  /(?<=["'`\s:])-?(?:[mp][lr]-[\d[a]|(?:left|right)-(?!1\/2)[\d[]|text-(?:left|right)\b|(?:border|rounded)-[lr]\b|rounded-[tb][lr]\b)[^"'`\s]*/g;
const DECLARATION =
  /(?:margin|padding|border)-(?:left|right)\b|(?<![\w-])(?:left|right):(?!\s*50%)|text-align:\s*(?:left|right)/g;

test('pages are laid out along the line, so that they run from right to left, too', () => {
  const found = readdirSync('app', { recursive: true, encoding: 'utf8' }).flatMap((file) => {
    const pattern = file.endsWith('.tsx') ? CLASS : file.endsWith('.css') ? DECLARATION : null;
    const matches = pattern ? readFileSync(join('app', file), 'utf8').match(pattern) : null;
    return (matches ?? []).map((match) => `${file}: ${match}`);
  });
  expect(found).toEqual([]);
});
