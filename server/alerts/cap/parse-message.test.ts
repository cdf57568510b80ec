import fc from 'fast-check';
import { expect, test } from 'vitest';
import { capMessages } from '@/tests/support/cap-messages';
import { LONG_TESTS } from '@/tests/support/long-tests';
import { parseMessage } from './parse-message';
import { Refusal } from './refusals';
import { writeMessage } from './write-message';

/** What breaks parsers: markup, entities, encodings, numbers, and pieces of a message in another place. */
const PIECES = [
  '<',
  '>',
  '&',
  '&#0;',
  '&x;',
  ']]>',
  '<![CDATA[',
  '<!--',
  '<?x?>',
  '\0',
  '\u202e',
  '<info>',
  '</info>',
  '<area>',
  ' ',
  '<!DOCTYPE a [<!ENTITY b "c">]>',
  '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>',
  'xmlns="urn:x"',
  '-00:00',
  '1e999',
  '9'.repeat(400),
  ',',
  '"',
  '<polygon>',
  '\ud83d',
  '\u00e9',
];

test('[H9] whatever comes, the answer is a message or a refusal', async () => {
  const change = fc.record({
    at: fc.nat(5_000),
    length: fc.nat(60),
    piece: fc.oneof(fc.constantFrom(...PIECES), fc.string()),
    encoding: fc.constantFrom('utf8', 'latin1', 'utf16le'),
  });
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(
      capMessages,
      fc.array(change, { minLength: 1, maxLength: 4 }),
      async (message, changes) => {
        let text = writeMessage(message);
        for (const { at, length, piece } of changes) {
          const start = at % text.length;
          text = text.slice(0, start) + piece + text.slice(start + length);
        }
        const bytes = Buffer.from(text, changes[0]?.encoding as BufferEncoding);
        const answer = await parseMessage(bytes, { mediaType: 'text/xml' }).catch((error: unknown) => error);
        if (!(answer instanceof Error)) return;
        expect(answer).toBeInstanceOf(Refusal);
        refused += 1;
      },
    ),
    { numRuns: LONG_TESTS ? 20_000 : 300 },
  );
  expect(refused).toBeGreaterThan(200);
});
