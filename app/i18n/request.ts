import { cookies, headers } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
import { getApp } from '@/server/app';
import english from '../messages/en.json';
import { chooseLocale, LOCALE_COOKIE } from './locale';
import { withFallback } from './with-fallback';

/** The language and texts of one request. */
export default getRequestConfig(async () => {
  const locale = chooseLocale(
    (await cookies()).get(LOCALE_COOKIE)?.value,
    (await headers()).get('accept-language'),
    getApp().config.languages,
  );
  const { default: messages } = await import(`../messages/${locale}.json`);
  return { locale, messages: withFallback(messages, english) };
});
