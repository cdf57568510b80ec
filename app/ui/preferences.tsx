'use client';

import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useId, useState } from 'react';
import { useLanguages } from '../i18n/languages';
import { LANGUAGE_NAMES, LOCALE_COOKIE } from '../i18n/locale';
import { THEME_COOKIE, THEMES, type Theme } from './theme';

const YEAR = 365 * 24 * 3600;

/** Stores a preference in a cookie, so that the server renders the page with it. */
function remember(cookie: string, value: string) {
  const secure = location.protocol === 'https:' ? '; secure' : '';
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
  document.cookie = `${cookie}=${value}; path=/; max-age=${YEAR}; samesite=lax${secure}`;
}

/** Shows the choice of language, each named in itself: a button for the other one of two, else a list. */
export function LanguageSwitch() {
  const t = useTranslations('preferences');
  const locale = useLocale();
  const languages = useLanguages();
  const router = useRouter();
  const choose = (language: string) => {
    remember(LOCALE_COOKIE, language);
    router.refresh();
  };
  if (languages.length > 2)
    return (
      <select
        aria-label={t('language')}
        value={locale}
        className="button button-quiet"
        onChange={(event) => choose(event.currentTarget.value)}
      >
        {languages.map((language) => (
          <option key={language} lang={language} value={language}>
            {LANGUAGE_NAMES[language]}
          </option>
        ))}
      </select>
    );
  return languages
    .filter((language) => language !== locale)
    .map((language) => (
      <button
        key={language}
        type="button"
        lang={language}
        className="button button-quiet"
        onClick={() => choose(language)}
      >
        {LANGUAGE_NAMES[language]}
      </button>
    ));
}

/** Shows the choice of theme. */
export function ThemeSwitch() {
  const t = useTranslations('preferences');
  const name = useId();
  const [theme, setTheme] = useState<Theme>('system');
  useEffect(() => {
    const { theme } = document.documentElement.dataset;
    setTheme(THEMES.find((known) => known === theme) ?? 'system');
  }, []);

  function choose(next: Theme) {
    setTheme(next);
    remember(THEME_COOKIE, next);
    if (next === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
  }

  return (
    <fieldset>
      <legend className="heading mb-1">{t('theme')}</legend>
      <div className="flex rounded-xl bg-sunk p-1">
        {THEMES.map((value) => (
          <label key={value} className="segment flex-1">
            <input type="radio" name={name} checked={theme === value} onChange={() => choose(value)} />
            {t(`themes.${value}`)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
