/**
 * Matches a visible character: no blank, no control, nothing that Unicode ignores in display, and neither the Braille
 * blank nor interlinear marks.
 */
const VISIBLE = /[^\s\p{Cc}\p{DI}\u2800\ufff9-\ufffb]/u;

/** Returns whether a text has a visible character. */
export function hasVisibleCharacter(text: string): boolean {
  return VISIBLE.test(text);
}
