const LOCALES = ['en', 'pt', 'ar'] as const;
export type Locale = (typeof LOCALES)[number];

/** The name of each language, in itself. */
export const LANGUAGE_NAMES: Record<Locale, string> = { en: 'English', pt: 'Português', ar: 'العربية' };

/** The cookie that stores the chosen language. */
export const LOCALE_COOKIE = 'quad-locale';

/** Returns the direction in which a language is written. */
export const directionOf = (locale: Locale): 'ltr' | 'rtl' => (locale === 'ar' ? 'rtl' : 'ltr');

/** Returns the tag by which dates and times are formatted. */
export const dateTagOf = (locale: Locale): string => ({ en: 'en-GB', pt: 'pt-PT', ar: 'ar' })[locale];

/**
 * Returns the language of a page: the chosen one, else the browser's first one among those offered, else English, or the
 * first one offered.
 * @param acceptLanguage the header, as in `pt-PT,pt;q=0.9,en;q=0.8`.
 */
export function chooseLocale(
  chosen: string | undefined,
  acceptLanguage: string | null,
  offered: readonly Locale[],
): Locale {
  const isOffered = (tag: string): tag is Locale => (offered as readonly string[]).includes(tag);
  if (chosen !== undefined && isOffered(chosen)) return chosen;
  const preferred = (acceptLanguage ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const q = parameters.map((p) => /^\s*q=([\d.]+)\s*$/.exec(p)?.[1]).find((value) => value !== undefined);
      return { language: tag.split('-')[0] ?? '', weight: q === undefined ? 1 : Number(q) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  const found = preferred.map(({ language }) => language).find(isOffered);
  return found ?? (isOffered('en') ? 'en' : (offered[0] ?? 'en'));
}
