import { hasVisibleCharacter } from '@/protocol/visible-text';

// Control characters, which pasting can bring: the server refuses them, since they could control a terminal.
// biome-ignore lint/suspicious/noControlCharactersInRegex: this expression removes them
const CONTROLS = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/g;

/**
 * Returns the text to send: with one kind of line end, without control characters, trimmed. Returns an empty text
 * when nothing in it is visible.
 */
export function sendableText(text: string): string {
  const cleaned = text.toWellFormed().replace(/\r\n?/g, '\n').replace(CONTROLS, '').trim();
  return hasVisibleCharacter(cleaned) ? cleaned : '';
}
