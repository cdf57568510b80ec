/** Characters that join or shape their neighbours and that texts need: in emoji, Persian and Indic scripts. */
const JOINERS = /[\u200c\u200d]/;
const TAB_WIDTH = 4;

/**
 * Returns a text of somebody else as one line that is safe to print: control characters (escape sequences, bells,
 * line ends), characters that change the direction of a text, and code points without a meaning become a replacement
 * character. Joiners stay.
 */
export function cleanLine(text: string): string {
  // Most lines are printable ASCII.
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) =>
    JOINERS.test(character) ? character : '\ufffd',
  );
}

/** Returns a text of somebody else as lines that are safe to print. Tabs become blanks. */
export function cleanLines(text: string): string[] {
  return text.split(/\r\n|[\n\r\u2028\u2029]/).map((line) => cleanLine(withoutTabs(line)));
}

/** Terminals move to a stop at a tab, whatever its width is said to be. */
function withoutTabs(line: string): string {
  return line.replaceAll('\t', ' '.repeat(TAB_WIDTH));
}
