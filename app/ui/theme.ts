export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/**
 * The cookie of the theme. The server sets the theme on the root element, so that no page is rendered in another
 * theme first.
 */
export const THEME_COOKIE = 'quad-theme';

/** Returns the theme of a cookie's value; `system` when it is invalid. */
export function parseTheme(value: string | undefined): Theme {
  return THEMES.find((theme) => theme === value) ?? 'system';
}
