import fc from 'fast-check';
import { nastyText, nastyValue } from './nasty';

/** The keys of Slack's payloads, blocks and attachments. */
const KEYS = [
  ...[
    'text',
    'content',
    'blocks',
    'attachments',
    'fallback',
    'pretext',
    'title',
    'title_link',
    'fields',
    'actions',
  ],
  ...['elements', 'value', 'url', 'type', 'footer', 'author_name', '__proto__'],
];
const TYPES = ['header', 'section', 'context', 'divider', 'actions', 'markdown', 'plain_text', 'mrkdwn'];

/** Payloads whose keys are those of Slack, with any values, nested in any way. */
const { payload } = fc.letrec<{ payload: unknown; value: unknown }>((tie) => ({
  payload: fc.dictionary(fc.constantFrom(...KEYS), tie('value'), { maxKeys: 5, noNullPrototype: false }),
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constantFrom<unknown>(...TYPES),
    nastyText,
    nastyValue,
    tie('payload'),
    fc.array(tie('payload'), { maxLength: 3 }),
  ),
}));

/** Odd bodies of a webhook, as text. */
export const hookBody: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: payload.map((value) => JSON.stringify(value)) },
  {
    weight: 2,
    arbitrary: payload.map((value) => `payload=${encodeURIComponent(JSON.stringify(value).toWellFormed())}`),
  },
  { weight: 1, arbitrary: nastyValue.map((value) => JSON.stringify(value) ?? '') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      '{',
      'payload=',
      'payload=%',
      `${'['.repeat(60_000)}`,
      `{"text":"${'x'.repeat(300_000)}"}`,
    ),
  },
);
