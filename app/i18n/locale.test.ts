import { expect, test } from 'vitest';
import { chooseLocale } from './locale';

test.each([
  ['pt', 'en', 'pt'],
  ['xx', 'pt-PT,pt;q=0.9,en;q=0.8', 'pt'],
  [undefined, 'fr-FR,fr;q=0.9,en;q=0.2,pt;q=0.3', 'pt'],
  [undefined, 'pt;q=0,de', 'en'],
  [undefined, 'en-GB', 'en'],
  [undefined, null, 'en'],
  [undefined, ';;;,,q=', 'en'],
])('chosen %s and Accept-Language %s: %s', (chosen, header, locale) => {
  expect(chooseLocale(chosen, header, ['en', 'pt'])).toBe(locale);
});

test('only a language that is offered is chosen', () => {
  expect(chooseLocale('ar', 'ar', ['en', 'pt'])).toBe('en');
  expect(chooseLocale('ar', null, ['en', 'ar'])).toBe('ar');
  expect(chooseLocale(undefined, 'de, ar;q=0.5', ['pt', 'ar'])).toBe('ar');
  expect(chooseLocale('en', 'en', ['pt'])).toBe('pt');
});
