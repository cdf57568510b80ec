import localFont from 'next/font/local';

/**
 * The face of names of places and titles, served by this node. Until it is there, a system face with its measures stands
 * in, so that nothing moves.
 */
export const displayFont = localFont({
  src: '../../node_modules/@fontsource/bricolage-grotesque/files/bricolage-grotesque-latin-700-normal.woff2',
  weight: '700',
  display: 'swap',
  variable: '--display-face',
  adjustFontFallback: 'Arial',
});
