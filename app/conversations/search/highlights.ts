import type { Term } from '@/protocol/search';
import { isOneLetter, wordsIn } from '@/protocol/text-matching';

/** A part of a text; `found` when it matches a search term. */
export interface Piece {
  text: string;
  found: boolean;
  /** The index of its first character in the text. */
  at: number;
}

/** The approximate length of an excerpt, and of its part before the first match, in characters. */
const LENGTH = 160;
const LEAD = 40;

/** Returns an excerpt of a text around the search terms, in pieces. The pieces are plain text, not HTML. */
export function highlightTerms(text: string, terms: readonly Term[]): Piece[] {
  const matches = matchesIn(text, terms);
  const first = matches[0]?.from ?? 0;
  const from = first > LEAD * 1.5 ? startOfWord(text, first - LEAD) : 0;
  const to = text.length > from + LENGTH * 1.2 ? startOfWord(text, from + LENGTH) : text.length;

  const pieces: Piece[] = [];
  let at = from;
  const addPiece = (end: number, found: boolean) => {
    if (end > at) pieces.push({ text: text.slice(at, end), found, at });
    at = Math.max(at, end);
  };
  for (const match of matches.filter((candidate) => candidate.to > from && candidate.from < to)) {
    addPiece(Math.max(match.from, from), false);
    addPiece(Math.min(match.to, to), true);
  }
  addPiece(to, false);
  if (from > 0) pieces.unshift({ text: '…', found: false, at: -1 });
  if (to < text.length) pieces.push({ text: '…', found: false, at: text.length });
  return pieces;
}

/** Returns the matches of the terms in order. They match like the server's search: db/text-search.ts. */
function matchesIn(text: string, terms: readonly Term[]): { from: number; to: number }[] {
  const words = wordsIn(text);
  const included = terms
    .filter(({ not }) => !not)
    .map(({ text, prefix }) => ({ parts: wordsIn(text).map(({ word }) => word), prefix }));
  return words.flatMap(({ from }, n) => {
    const fits = included.filter(({ parts, prefix }) =>
      parts.every((part, i) => {
        const word = words[n + i]?.word;
        return prefix && i === parts.length - 1 && !isOneLetter(part)
          ? word?.startsWith(part)
          : word === part;
      }),
    );
    const longest = Math.max(0, ...fits.map(({ parts }) => parts.length));
    const last = words[n + longest - 1];
    return longest > 0 && last ? [{ from, to: last.to }] : [];
  });
}

/** Returns the start of a word near an index, if there is one. */
function startOfWord(text: string, near: number): number {
  const blank = text.indexOf(' ', near);
  const at = blank >= 0 && blank < near + LEAD / 2 ? blank + 1 : near;
  // Not between the halves of a surrogate pair.
  return /[\udc00-\udfff]/.test(text[at] ?? '') ? at + 1 : at;
}
