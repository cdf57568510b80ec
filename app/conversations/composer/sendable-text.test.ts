import fc from 'fast-check';
import { expect, test } from 'vitest';
import { messageText } from '@/protocol/fields';
import { sendableText } from './sendable-text';

test('the server accepts any sendable text that is not empty', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const ready = sendableText(text);
      expect(ready === '' || messageText.safeParse(ready).success).toBe(true);
    }),
  );
});

test('line ends are normalised, and the text is trimmed', () => {
  expect(sendableText('  one\r\ntwo\n\tthree \u0000')).toBe('one\ntwo\n\tthree');
});
