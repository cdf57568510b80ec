import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ALERT_ELEMENTS, ALERT_KINDS, type VariableType } from '@/protocol/alert-kinds';
import { alertTexts, templateContent } from '@/protocol/alerts';
import { LONG_TESTS } from '@/tests/support/long-tests';
import { BUILT_IN, SENT_IN_ERROR } from './built-in';
import { render, undeclaredVariables } from './render';

const VALUES: Record<VariableType, string> = {
  time: '14:05',
  building: 'tower',
  gate: 'Norte',
  number: '50',
};
const buildingName = (id: string) => (id === 'tower' ? 'North Tower' : undefined);
const names = Object.keys(BUILT_IN);
const contentOf = (name: string) => BUILT_IN[name] as (typeof BUILT_IN)[string];
const valuesFor = (name: string) =>
  Object.fromEntries(contentOf(name).variables.map((variable) => [variable.name, VALUES[variable.type]]));
const options = (name: string) => ({
  kind: 'live' as const,
  values: valuesFor(name),
  placeNames: ['Central Library'],
  buildingName,
});

test('[H1] there are ten templates, in both languages, with all six elements and declared variables', () => {
  expect(names).toHaveLength(10);
  for (const content of Object.values(BUILT_IN)) {
    expect(templateContent.parse(content)).toEqual(content);
    expect(undeclaredVariables(content)).toEqual([]);
  }
  expect(names.filter((name) => contentOf(name).ends)).toEqual(['all-clear']);
});

test.each(names)('[H1] %s says everything, with nothing open', (name) => {
  const texts = render(contentOf(name), options(name));
  expect(alertTexts.parse(texts)).toEqual(texts);
  for (const language of ['pt', 'en'] as const) {
    expect(texts[language].where).toBe('Central Library');
    for (const element of ALERT_ELEMENTS) expect(texts[language][element]).toMatch(/^[^{}]+$/);
  }
});

test('[H1] no alert is made with an open variable or a value of another type', () => {
  const values = fc.dictionary(
    fc.constantFrom('time', 'meeting', 'metres', 'until', 'gate', '__proto__', 'toString'),
    fc.oneof(
      fc.constantFrom('14:05', '24:00', '{time}', 'tower', 'no-such', '50', '-1', '', ' '),
      fc.string(),
    ),
  );
  let made = 0;
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.oneof(values, fc.constant(null)), (name, chosen) => {
      const content = contentOf(name);
      try {
        const texts = render(content, { ...options(name), ...(chosen && { values: chosen }) });
        made += 1;
        for (const text of Object.values(texts))
          for (const element of ALERT_ELEMENTS) expect(text[element]).toMatch(/^[^{}]+$/);
      } catch (error) {
        expect(error).toMatchObject({ code: 'conflict', field: expect.stringMatching(/^values\./) });
      }
    }),
    { numRuns: LONG_TESTS ? 10_000 : 1_000 },
  );
  expect(made).toBeGreaterThan(100);
});

test('[H3] an exercise and a test say so before everything else, in both languages', () => {
  for (const kind of ALERT_KINDS) {
    const texts = render(contentOf('fire'), { ...options('fire'), kind });
    const marks = { live: /^(Fogo|Fire)/, exercise: /^(EXERCÍCIO|EXERCISE): /, test: /^(TESTE|TEST): / };
    for (const text of Object.values(texts)) expect(text.headline).toMatch(marks[kind]);
  }
});

test('many and long names fit', () => {
  const long = Array.from({ length: 500 }, (_, n) => `${'N'.repeat(110)} ${n}`);
  const texts = render(contentOf('fire'), { ...options('fire'), placeNames: long, kind: 'exercise' });
  expect(texts.en.headline).toMatch(/^EXERCISE: .*…$/);
  expect(texts.en.where).toMatch(/ and 494 more$/);
  expect(
    render({ texts: SENT_IN_ERROR, variables: [] }, { ...options('fire'), values: {} }).pt.headline,
  ).toBe('Enviado por engano: Central Library');
});

test('joiners of emoji in a name are left out', () => {
  const texts = render(contentOf('fire'), {
    ...options('fire'),
    placeNames: ['Lab \u{1F469}\u200d\u{1F4BB}'],
  });
  expect(texts.en.where).toContain('Lab \u{1F469}\u{1F4BB}');
});

test('a template with an undeclared or malformed variable is found', () => {
  const content = contentOf('fire');
  const saying = (action: string) => ({
    ...content,
    texts: { ...content.texts, en: { ...content.texts.en, action } },
  });
  expect(undeclaredVariables(saying('Go to {gate}.'))).toEqual(['gate']);
  expect(undeclaredVariables(saying('Go {to.'))).toEqual(['{']);
  expect(undeclaredVariables(saying('Go {} to.'))).toEqual(['']);
});
