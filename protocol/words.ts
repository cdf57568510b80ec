/** A word of a text as it is compared, and where it stands in the text (UTF-16 offsets, `to` exclusive). */
export interface Word {
  word: string;
  from: number;
  to: number;
}

/**
 * Letters that Unicode does not decompose and people type without their stroke or ligature, after lowering. The same
 * choices as ICU's `Latin-ASCII` and PostgreSQL's `unaccent`. Upper-casing takes care of ı.
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
 * What is left out of words: accents of Latin, Greek and Cyrillic, Hebrew and Arabic points, the Arabic tatweel, and
 * what shows nothing. Other marks are kept: the vowel signs of Indic scripts tell words apart.
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
const SAYS = /[\p{L}\p{N}]/u;
/** Words are compared by so many code points of their beginnings: 4 bytes each fit PostgreSQL's limit of 2,046 bytes. */
const LONGEST = 255;

/** Folded code points, so many of them at most: folding one takes microseconds. */
const MOST_CACHED = 50_000;
const cache = new Map<string, string>();

/**
 * The words of a text, in order, without case and accents: runs of letters, digits and marks. The server stores them,
 * and the page marks them, so both use this. It depends on Unicode's data in the JavaScript engine alone, never on the
 * database's locale or version.
 */
export function wordsIn(text: string): Word[] {
  const words: Word[] = [];
  let word = '';
  let from = 0;
  let to = 0;
  const end = () => {
    if (SAYS.test(word)) words.push({ word: bounded(word), from, to });
    word = '';
  };
  let at = 0;
  for (const point of text) {
    const next = at + point.length;
    const folded = foldPoint(point);
    // An ignored mark belongs to the letter before it.
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

/** A text as it is compared: its words, with a blank between. */
export function folded(text: string): string {
  return wordsIn(text)
    .map(({ word }) => word)
    .join(' ');
}

/** Whether words of a text follow each other as those of `wanted` do, the last of which may be only begun. */
export function hasBeginning(text: string, wanted: string): boolean {
  const words = folded(wanted);
  return words !== '' && ` ${folded(text)}`.includes(` ${words}`);
}

/** A word of one letter: begun with it are too many words to look for. */
export function isOneLetter(word: string): boolean {
  return [...word].length === 1;
}

/** Whether a text has what somebody types to choose it, in any place; nothing typed fits all. */
export function fits(text: string, typed: string): boolean {
  const wanted = folded(typed);
  // What has no words, as an emoji, is looked for as it is.
  return wanted === '' ? text.includes(typed.trim()) : folded(text).includes(wanted);
}

function bounded(word: string): string {
  // Marks of one letter in the order that Unicode gives them, whatever order they were typed in.
  const ordered = word.normalize('NFKD');
  return ordered.length <= LONGEST ? ordered : [...ordered].slice(0, LONGEST).join('');
}

/** What a code point is compared as: letters, digits and marks, and blanks for all else. */
function foldPoint(point: string): string {
  const known = cache.get(point);
  if (known !== undefined) return known;
  const folded = point === ZERO_WIDTH_SPACE ? ' ' : fold(point).replace(BETWEEN_WORDS, ' ');
  if (cache.size < MOST_CACHED) cache.set(point, folded);
  return folded;
}

function fold(point: string): string {
  const lowered = bare(bare(point).toUpperCase().toLowerCase());
  return lowered.replace(/./gu, (letter) => PLAIN[letter] ?? letter);
}

function bare(text: string): string {
  return text.normalize('NFKD').replace(IGNORED, '');
}
