import fc from 'fast-check';
import { expect, test } from 'vitest';
import { messageText } from '@/protocol/fields';
import { sendableText } from './sendable-text';

test('whatever is typed, the server takes it or there is nothing to send', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const ready = sendableText(text);
      expect(ready === '' || messageText.safeParse(ready).success).toBe(true);
    }),
  );
});

test('lines stay, their ends become one kind, blanks around go', () => {
  expect(sendableText('  one\r\ntwo\n\tthree \u0000')).toBe('one\ntwo\n\tthree');
});
