/**
 * Matches a visible character: no blank, no control, no mark that only changes the character before it, nothing that
 * Unicode ignores in display, and neither the Braille blank, interlinear marks, the object replacement character nor
 * the musical null note head.
 */
const VISIBLE = /[^\s\p{Cc}\p{Mn}\p{Me}\p{DI}\u2800\ufff9-\ufffc\u{1d159}]/u;

/** Returns whether a text has a visible character. */
export function hasVisibleCharacter(text: string): boolean {
  return VISIBLE.test(text);
}
