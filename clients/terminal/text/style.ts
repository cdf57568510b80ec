/** What a part of a line looks like. Colours are those of the terminal's own palette. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  inverse(text: string): string;
  /** White on red: a live alert, an error. */
  bad(text: string): string;
  /** An exercise or a test, a warning. */
  warn(text: string): string;
  good(text: string): string;
  accent(text: string): string;
  /** A colour that is always the same for a name. */
  named(name: string, text: string): string;
}

const sgr = (code: string) => (text: string) => (text === '' ? '' : `\u001b[${code}m${text}\u001b[m`);
const plain = (text: string) => text;
/** Palette colours that are readable on dark and on light grounds. */
const NAME_COLORS = ['31', '32', '33', '34', '35', '36'];

/** Returns the styles; without `color` (NO_COLOR) they use bold and inverse only. */
export function createStyle(color: boolean): Style {
  const tint = (code: string) => (color ? sgr(code) : plain);
  return {
    bold: sgr('1'),
    dim: tint('2'),
    inverse: sgr('7'),
    bad: color ? sgr('1;97;41') : sgr('1;7'),
    warn: color ? sgr('1;30;43') : sgr('1;7'),
    good: tint('32'),
    accent: color ? sgr('1;36') : sgr('1'),
    named(name, text) {
      let hash = 0;
      for (const character of name) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
      return tint(NAME_COLORS[hash % NAME_COLORS.length] as string)(text);
    },
  };
}
