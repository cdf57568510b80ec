import { expect, test } from 'vitest';
import { LANGUAGE_NAMES } from '@/app/i18n/locale';
import { notificationRoutes } from '@/protocol/routes/notifications';
import { wordsOf } from './texts';

test('[U8] a browser is notified in each language of the pages', () => {
  const languages = Object.keys(LANGUAGE_NAMES);
  const { language } = notificationRoutes['POST /api/v1/notifications/subscribe'].body.shape;
  expect(languages.map((each) => language.parse(each))).toEqual(languages);
  expect(new Set(languages.map((each) => wordsOf(each).message)).size).toBe(languages.length);
});
