import { shows } from '@/protocol/shows';

// What came by pasting and that nobody meant: the server refuses it, since it could drive a terminal.
// biome-ignore lint/suspicious/noControlCharactersInRegex: taking them out is the point
const CONTROLS = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/g;

/** What would be sent of a text: one kind of line end, no control characters; what shows nothing is nothing. */
export function sendableText(text: string): string {
  const said = text.toWellFormed().replace(/\r\n?/g, '\n').replace(CONTROLS, '').trim();
  return shows(said) ? said : '';
}
