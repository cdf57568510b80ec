import { expect, test } from 'vitest';
import { plain } from './plain';

test('the preview of a text is one line without marks, with names for usernames', () => {
  expect(plain('> quoted\n**bold** and `code`\n- item\n```js\nx\n```')).toBe('quoted bold and code item x');
  expect(plain('see @ist1 now', [{ id: 'ist1', name: 'Ana Lopes' }])).toBe('see @Ana Lopes now');
  expect(plain('2 * 3 < 4')).toBe('2 * 3 < 4');
});
