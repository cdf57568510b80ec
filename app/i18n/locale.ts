const LOCALES = ['en', 'pt'] as const;
export type Locale = (typeof LOCALES)[number];

/** The cookie that stores the chosen language. */
export const LOCALE_COOKIE = 'quad-locale';

const isLocale = (tag: string): tag is Locale => (LOCALES as readonly string[]).includes(tag);

/**
 * Returns the language of a page: the chosen one, else the browser's first supported one, else English.
 * @param acceptLanguage the header, as in `pt-PT,pt;q=0.9,en;q=0.8`.
 */
export function chooseLocale(chosen: string | undefined, acceptLanguage: string | null): Locale {
  if (chosen !== undefined && isLocale(chosen)) return chosen;
  const preferred = (acceptLanguage ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const q = parameters.map((p) => /^\s*q=([\d.]+)\s*$/.exec(p)?.[1]).find((value) => value !== undefined);
      return { language: tag.split('-')[0] ?? '', weight: q === undefined ? 1 : Number(q) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  return preferred.map(({ language }) => language).find(isLocale) ?? 'en';
}
