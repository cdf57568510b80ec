/** A word of a text in its folded form, and its position in the text (UTF-16 offsets, `to` exclusive). */
export interface Word {
  word: string;
  from: number;
  to: number;
}

/**
 * Letters that Unicode does not decompose and users type without their stroke or ligature, in lower case. The choices
 * are those of ICU's `Latin-ASCII` and PostgreSQL's `unaccent`. Upper-casing handles ı.
 */
const PLAIN: Record<string, string> = {
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ł: 'l',
  ŋ: 'n',
  ŧ: 't',
  ß: 'ss',
  þ: 'th',
  ς: 'σ',
};

/**
 * Characters removed from words: accents of Latin, Greek and Cyrillic, Hebrew and Arabic points, the Arabic tatweel,
 * and invisible characters. Other marks are kept: the vowel signs of Indic scripts distinguish words.
 */
const IGNORED = new RegExp(
  `[${[
    String.raw`\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f`,
    String.raw`\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7`,
    String.raw`\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0897-\u089f`,
    String.raw`\u08ca-\u08e1\u08e3-\u08ff`,
    String.raw`\p{DI}`,
  ].join('')}]`,
  'gu',
);
const ZERO_WIDTH_SPACE = '\u200b';

const BETWEEN_WORDS = /[^\p{L}\p{N}\p{M}]/gu;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
/**
 * The number of code points of a word that are compared: at 4 bytes each they fit PostgreSQL's limit of 2,046 bytes.
 */
const MAX_WORD_CODE_POINTS = 255;

/** The maximum number of cached folded code points: folding a code point takes microseconds. */
const MAX_CACHED_CODE_POINTS = 50_000;
const cache = new Map<string, string>();

/**
 * Returns the words of a text, in order, without case and accents: runs of letters, digits and marks. Both the server,
 * which stores the words, and the page, which marks them, use this function. The result depends only on the Unicode
 * data of the JavaScript engine, never on the database's locale or version.
 */
export function wordsIn(text: string): Word[] {
  const words: Word[] = [];
  let word = '';
  let from = 0;
  let to = 0;
  const end = () => {
    if (LETTER_OR_DIGIT.test(word)) words.push({ word: bounded(word), from, to });
    word = '';
  };
  let at = 0;
  for (const point of text) {
    const next = at + point.length;
    const folded = foldPoint(point);
    // A removed mark belongs to the letter before it.
    if (folded === '') to = next;
    for (const letter of folded) {
      if (letter === ' ') {
        if (word) end();
        continue;
      }
      if (word === '') from = at;
      word += letter;
      to = next;
    }
    at = next;
  }
  if (word) end();
  return words;
}

/** Returns the folded form of a text: its words, with a blank between them. */
export function folded(text: string): string {
  return wordsIn(text)
    .map(({ word }) => word)
    .join(' ');
}

/** Returns whether the words of `wanted` follow each other in a text; the last word may be a prefix. */
export function hasBeginning(text: string, wanted: string): boolean {
  const words = folded(wanted);
  return words !== '' && ` ${folded(text)}`.includes(` ${words}`);
}

/** Returns whether a word has one letter: too many words have it as a prefix to search for them. */
export function isOneLetter(word: string): boolean {
  return [...word].length === 1;
}

/** Returns whether a text contains what a user types to choose it; an empty input fits every text. */
export function fits(text: string, typed: string): boolean {
  const wanted = folded(typed);
  // An input without words, such as an emoji, is compared unfolded.
  return wanted === '' ? text.includes(typed.trim()) : folded(text).includes(wanted);
}

function bounded(word: string): string {
  // Puts the marks of one letter in Unicode's canonical order, whatever order they were typed in.
  const ordered = word.normalize('NFKD');
  return ordered.length <= MAX_WORD_CODE_POINTS
    ? ordered
    : [...ordered].slice(0, MAX_WORD_CODE_POINTS).join('');
}

/** Returns the folded form of a code point: letters, digits and marks; a blank for anything else. */
function foldPoint(point: string): string {
  const known = cache.get(point);
  if (known !== undefined) return known;
  const folded = point === ZERO_WIDTH_SPACE ? ' ' : fold(point).replace(BETWEEN_WORDS, ' ');
  if (cache.size < MAX_CACHED_CODE_POINTS) cache.set(point, folded);
  return folded;
}

function fold(point: string): string {
  const lowered = bare(bare(point).toUpperCase().toLowerCase());
  return lowered.replace(/./gu, (letter) => PLAIN[letter] ?? letter);
}

function bare(text: string): string {
  return text.normalize('NFKD').replace(IGNORED, '');
}
