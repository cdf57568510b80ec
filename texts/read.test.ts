import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Block, namesIn, readText, type Span, shownText } from './read';

const hrefs = (text: string): string[] => {
  const inSpans = (spans: Span[]): string[] =>
    spans.flatMap((span) => (span.as === 'link' ? [span.href] : 'spans' in span ? inSpans(span.spans) : []));
  const inBlocks = (blocks: Block[]): string[] =>
    blocks.flatMap((block) => {
      if (block.as === 'paragraph') return inSpans(block.spans);
      if (block.as === 'quote') return inBlocks(block.blocks);
      return block.as === 'list' ? block.items.flatMap((item) => inBlocks(item.blocks)) : [];
    });
  return inBlocks(readText(text));
};

describe('[T2] links', () => {
  test.each<[string, string[], string?]>([
    ['https://example.org?x=1', ['https://example.org/?x=1']],
    ['https://example.org#frag', ['https://example.org/#frag']],
    ['see https://münchen.de/x now', ['https://xn--mnchen-3ya.de/x']],
    ['Https://example.org/a', ['https://example.org/a']],
    ['mail joão@uni.example please', []],
    ['mail joão.silva@uni.example please', []],
    ['mail joa\u0303o-r.silva+a@uni.example please', []],
    ['é... a.b+c@uni.example', ['mailto:a.b+c@uni.example']],
    ['mail joao@uni.example, please.', ['mailto:joao@uni.example']],
    ['@ist1100001@social.example', []],
    ['“https://example.org/a”', ['https://example.org/a']],
    ['(see https://example.org/Foo_(bar))', ['https://example.org/Foo_(bar)']],
    ['**https://example.org/a**', ['https://example.org/a'], 'https://example.org/a'],
    ['www.example.org/a, www. and www.x', ['https://www.example.org/a']],
    ['请看https://example.org/a。', []],
    ['看 https://example.org/a。再看', ['https://example.org/a']],
    ['http://localhost:3000/x', ['http://localhost:3000/x']],
    ['callbacks[i](event)', [], 'callbacks[i](event)'],
    ['[x](notes.pdf)', [], '[x](notes.pdf)'],
    ['[x](javascript:alert)', [], '[x](javascript:alert)'],
    ['[](https://example.org)', [], '[](https://example.org)'],
    ['[a](<https://example.org/x>)', ['https://example.org/x'], 'a'],
    ['<https://example.org/x>', ['https://example.org/x'], '<https://example.org/x>'],
    ['[the *page*](https://example.org/x)', ['https://example.org/x'], 'the page'],
    ['[see https://a.example](https://b.example/x)', ['https://b.example/x'], 'see https://a.example'],
    ['`https://example.org`', [], 'https://example.org'],
  ])('%s', (text, expected, shown = text.replaceAll(/[*<>]/g, '')) => {
    expect(hrefs(text)).toEqual(expected);
    expect(shownText(text)).toBe(shown);
  });

  test('with words that name another host are shown as typed', () => {
    expect(shownText('[bank.example](https://thief.example/x)')).toBe(
      '[bank.example](https://thief.example/x)',
    );
    expect(shownText('[https://bank.example/a](https://thief.example)')).toContain(
      '](https://thief.example)',
    );
    expect(shownText('[www.bank.example](https://bank.example/x)')).toBe('www.bank.example');
    expect(shownText('[node.js and more](https://nodejs.example/x)')).toContain('](');
    expect(shownText('[Section 2.1](https://nodejs.example/x)')).toBe('Section 2.1');
  });
});

describe('[T1] mentions', () => {
  test.each<[string, string[]]>([
    ['`@ist1100002`', []],
    ['```\n@ist1100002\n```', []],
    ['https://medium.example/@ist1100002/a-story', []],
    ['[story](https://medium.example/@ist1100002/x)', []],
    ['[@ist1100002](https://medium.example/x)', []],
    ['@ist1100001@social.example', []],
    ['joão@uni and a@b', []],
    ['\\@ist1100002', []],
    ['@josé, @jose\u0301 and @rui.conceição', []],
    ['@ist1100002请看', ['ist1100002']],
    ['请看@ist1100002', ['ist1100002']],
    ['_@ist1100002_ and .@ist1100002', ['ist1100002']],
    ['> @ist1100002\n\n- @ist1100003', ['ist1100002', 'ist1100003']],
    ['@IST1100002', ['IST1100002']],
    ["@ist1100002, @ist1100003's", ['ist1100002', 'ist1100003']],
    ['**@a_b_c**: (@rui.costa.)', ['a_b_c', 'rui.costa']],
  ])('%s', (text, names) => expect(namesIn(text)).toEqual(names));
});

describe('[T3][T6] what a text shows', () => {
  test.each([
    '>',
    '-',
    '1.',
    '```',
    '`',
    '**',
    '> >',
    '- -',
    '```\n```',
    '[](x)',
    '\\',
    '2 ** 3 ** 4',
    '14. Mai',
  ])('of marks alone is the marks: %s', (text) => expect(shownText(text)).toBe(text.replace('\n', ' ')));

  test('is one line without marks, with the names of known users in place of their usernames', () => {
    expect(shownText('> quoted\n\n**bold** and `code`\n- item\n```js\nx\n```')).toBe(
      'quoted bold and code item x',
    );
    expect(shownText('2 * 3 < 4')).toBe('2 * 3 < 4');
    const people = [{ id: 'ist1100001', name: 'Sample person 1' }];
    expect(shownText('ask @ist1100001 and @ist11000012', people)).toBe(
      'ask @Sample person 1 and @ist11000012',
    );
    expect(shownText('@IST1100001 `@ist1100001`', people)).toBe('@Sample person 1 @ist1100001');
    // The name of a user is not parsed as Markdown.
    expect(shownText('hi @x', [{ id: 'x', name: '[a](https://b.example) *c*' }])).toBe(
      'hi @[a](https://b.example) *c*',
    );
  });

  test('[T4] keeps the numbers of a list as typed', () => {
    const [list] = readText('14. Mai Prüfung\n16. Mai Feier');
    expect(list?.as === 'list' && list.items.map(({ number }) => number)).toEqual([14, 16]);
    expect(shownText('14. Mai Prüfung\n16. Mai Feier')).toBe('14. Mai Prüfung 16. Mai Feier');
    const shown = '1) a 2) b 3. c 7) d';
    expect(shownText(shown.replaceAll(/ (?=\d)/g, '\n'))).toBe(shown);
  });

  test('is never empty, for any text', () => {
    const piece = fc.constantFrom(
      '>',
      '-',
      '1.',
      '`',
      '```',
      '*',
      '_',
      '~~',
      '[',
      '](x)',
      '\n',
      ' ',
      '\\',
      'a',
      '@a',
      'https://a.b',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        expect(shownText(text) === '').toBe(text.trim() === '');
      }),
    );
  });

  test.each([
    'https://'.repeat(500),
    '@a'.repeat(2000),
    '['.repeat(4000),
    '> '.repeat(2000),
    'a@'.repeat(2000),
    '@'.repeat(4000),
  ])('is found soon', (text) => {
    const begun = performance.now();
    shownText(text);
    namesIn(text);
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});
