export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** The server puts it on the page's root element, so that no page is ever drawn in the other theme first. */
export const THEME_COOKIE = 'quad-theme';

export function parseTheme(value: string | undefined): Theme {
  return THEMES.find((theme) => theme === value) ?? 'system';
}
