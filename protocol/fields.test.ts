import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { address } from './events/messages';
import {
  accuracy,
  clientMessageId,
  cursors,
  displayName,
  identifier,
  latitude,
  longitude,
  MAX_RANGE,
  MAX_TEXT,
  messageText,
  numeric,
  radius,
  range,
  reads,
  secret,
  uuid,
  withoutInvisible,
} from './fields';

const takes = (schema: { safeParse: (value: unknown) => { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success;

it('[N1] an id in capitals is the same id', () => {
  const id = '6b8cc251-01ee-4394-a363-1cf8e68149c2';
  expect(uuid.parse(id.toUpperCase())).toBe(id);
  expect(cursors.parse({ [id.toUpperCase()]: 3 })).toEqual({ [id]: 3 });
  const toConversation = { to: 'conversation', id: id.toUpperCase() };
  expect(address.parse(toConversation)).toEqual({ to: 'conversation', id });
});

describe('numbers', () => {
  it.each([
    [1, 1],
    [-0.5, -0.5],
    ['38.7', 38.7],
    [' +12 ', 12],
    ['-9.', -9],
    ['.5', 0.5],
  ])('%j is %d [O3]', (input, number) => {
    expect(numeric.parse(input)).toBe(number);
  });

  it.each([
    ['NaN'],
    [NaN],
    [Infinity],
    [-Infinity],
    ['Infinity'],
    ['1e5'],
    ['0x10'],
    [''],
    [' '],
    ['1,5'],
    ['1 2'],
  ])('%j is refused', (input) => expect(takes(numeric, input)).toBe(false));

  it.each([[null], [true], [[1]], [{}], [{ valueOf: 1 }], [undefined], [10n]])('%o is refused', (input) => {
    expect(takes(numeric, input)).toBe(false);
  });

  it('a string is parsed as a decimal number, or refused', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double().map(String), fc.integer().map(String)), (text) => {
        const parsed = numeric.safeParse(text);
        if (parsed.success) expect(parsed.data).toBe(Number(text));
      }),
    );
  });

  it.each([
    ['latitude', latitude, [-90, 90, '38.7'], [90.001, -91, NaN, Infinity]],
    ['longitude', longitude, [-180, 180], [180.001, -181]],
    ['accuracy', accuracy, [0, 65.5], [-1, 1e8, Infinity]],
    ['range', range, [0, 50, MAX_RANGE, '1000000000', 1e300], [-1, NaN, Infinity]],
    ['radius', radius, [0.5, 5000], [0, -1, 5001, Infinity]],
  ] as const)('%s has its bounds', (_, schema, good, bad) => {
    for (const value of good) expect(takes(schema, value), String(value)).toBe(true);
    for (const value of bad) expect(takes(schema, value), String(value)).toBe(false);
  });
});

it('[P4] a range is kept as given, up to the largest range', () => {
  expect([0, 50.5, MAX_RANGE, MAX_RANGE + 1, 1e300].map((asked) => range.parse(asked))).toEqual([
    0,
    50.5,
    MAX_RANGE,
    MAX_RANGE,
    MAX_RANGE,
  ]);
});

describe('texts [S11]', () => {
  const isMessageText = (text: string) => takes(messageText, text);

  it('are 1 to 4,000 code points [S4]', () => {
    expect([isMessageText('x'.repeat(MAX_TEXT)), isMessageText('😀'.repeat(MAX_TEXT))]).toEqual([true, true]);
    expect([
      isMessageText('x'.repeat(MAX_TEXT + 1)),
      isMessageText('😀'.repeat(MAX_TEXT + 1)),
      isMessageText(''),
      isMessageText(' \n\t '),
    ]).toEqual([false, false, false, false]);
  });

  it('keep lines, tabs, emoji and every script, without trimming', () => {
    for (const text of ['a\nb\tc\r\n', ' olá ', '👩‍👩‍👧', 'שלום', '日本語', "'; DROP TABLE users; --", '<b>'])
      expect(messageText.parse(text)).toBe(text);
  });

  it('[T6] are refused when they show nothing', () => {
    for (const text of [
      '\u200b',
      '\u3164',
      '\ufeff \u00ad',
      '\u2800',
      '\u200d\ufe0f',
      '\u2066\u2069',
      '\u0301',
      '\u20e3',
      '\ufffc',
      '\u{16fe4}',
      '\u{1d159}',
    ])
      expect([text, isMessageText(text)]).toEqual([text, false]);
    for (const text of ['>', '.', 'e\u0301', '\u0903', '1\ufe0f\u20e3', '\u3164x', '🏽', '\ue000'])
      expect(isMessageText(text)).toBe(true);
  });

  it.each([['a\u0000b'], ['\u001b[31m'], ['\u0007'], ['\u009b'], ['\ud800'], ['x\udc00y']])(
    'refuse %j',
    (text) => {
      expect(isMessageText(text)).toBe(false);
    },
  );

  it('are storable in PostgreSQL', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        if (isMessageText(text)) expect(text.isWellFormed() && !text.includes('\u0000')).toBe(true);
      }),
    );
  });
});

describe('names [S11]', () => {
  it('are trimmed, and lose invisible characters', () => {
    expect(displayName.parse('  Torre Norte ')).toBe('Torre Norte');
    for (const hidden of [
      '\u202e',
      '\u200b',
      '\u2066',
      '\ufeff',
      '\u00ad',
      '\n',
      '\u0000',
      '\u3164',
      '\ufe0f',
      '\u2800',
      '\ue000',
      '\u{e0041}',
      '\u{e0101}',
    ])
      expect(takes(displayName, `Torre${hidden}Norte`), JSON.stringify(hidden)).toBe(false);
    expect([takes(displayName, ''), takes(displayName, '   '), takes(displayName, 'x'.repeat(121))]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('keep whole emoji, and nothing invisible around them', () => {
    const typed = [
      '❤️',
      '☕️',
      '1️⃣',
      '👩‍🚀',
      '👨‍👩‍👧‍👦',
      '🏳️‍🌈',
      '🏴‍☠️',
      '👍🏽',
      '🇵🇹',
      '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
      '🧑🏿‍🤝‍🧑🏻',
      '✈️',
    ];
    for (const emoji of typed)
      expect(displayName.parse(`Cantina ${emoji} ${emoji}`)).toBe(`Cantina ${emoji} ${emoji}`);
    const hiding = [
      '❤️️',
      '❤\u200d',
      '😀\u200d😀',
      '1️',
      'a️',
      '👩‍🚀\u200b',
      '🏴\u{e0061}\u{e007f}',
      '🇵🇹\u2060',
      '👍🏽\u200d',
    ];
    for (const text of hiding) {
      expect(takes(displayName, `Cantina ${text}`), JSON.stringify(text)).toBe(false);
      expect(takes(displayName, `Cantina ${withoutInvisible(text)}`), JSON.stringify(text)).toBe(true);
    }
  });

  it('of users, bots and buildings are plain', () => {
    for (const id of ['ist112345', 'a', 'A.b_c-d', 'x'.repeat(64)]) expect(takes(identifier, id)).toBe(true);
    for (const id of ['', 'x'.repeat(65), 'a b', 'a/b', 'é', 'a\n', '%00', 'a:b', 1, null])
      expect(takes(identifier, id), JSON.stringify(id)).toBe(false);
  });

  it('of messages are long enough to avoid collisions', () => {
    for (const id of ['a1b2c3d4', 'x'.repeat(64)]) expect(takes(clientMessageId, id)).toBe(true);
    for (const id of ['short', 'x'.repeat(65), 'with space', 'line\nbreak1'])
      expect(takes(clientMessageId, id)).toBe(false);
  });
});

describe('secrets and cursors', () => {
  it('are bounded', () => {
    expect([
      takes(secret, 'qt_abc'),
      takes(secret, ''),
      takes(secret, 'x'.repeat(513)),
      takes(secret, 'a b'),
    ]).toEqual([true, false, false, false]);
    const id = '11111111-1111-4111-8111-111111111111';
    for (const seq of [0, 7, 2_147_483_647]) expect(takes(cursors, { [id]: seq })).toBe(true);
    for (const seq of [-1, 1.5, 2_147_483_648, '1', NaN]) expect(takes(cursors, { [id]: seq })).toBe(false);
    expect(takes(cursors, { nothing: 1 })).toBe(false);
    const many = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, n) => [
          `11111111-1111-4111-8111-${String(n).padStart(12, '0')}`,
          1,
        ]),
      );
    expect([takes(cursors, many(1000)), takes(cursors, many(1001))]).toEqual([true, false]);
    expect([takes(reads, many(100)), takes(reads, many(101))]).toEqual([true, false]);
  });
});
