import { wordsIn } from './words';

/** Filters of a search, each with the words for it; a value of several words stands in quotes. */
const FILTERS = {
  from: ['from', 'de'],
  in: ['in', 'em'],
  building: ['building', 'edificio', 'edifício'],
  before: ['before', 'antes'],
  after: ['after', 'depois'],
} as const;
export type Filter = keyof typeof FILTERS;
export const FILTER_NAMES = Object.keys(FILTERS) as Filter[];
const BY_WORD = new Map<string, Filter>(
  Object.entries(FILTERS).flatMap(([filter, words]) =>
    words.map((word) => [word, filter as Filter] as const),
  ),
);

/** A filter whose value names nothing that the asker may know of: no such day, person, building or conversation. */
export interface Unclear {
  filter: Filter;
  value: string;
}

/** What is looked for in texts: a word, or several that follow each other. */
export interface Term {
  text: string;
  /** Its last word is the beginning of one: whoever types has not come to its end yet. */
  prefix: boolean;
  /** What has it is not wanted. */
  not: boolean;
  /** It, or the one before it. */
  or: boolean;
}

/** A search, understood. Values of one filter stand beside each other: any of them will do. */
export interface Search extends Record<Filter, string[]> {
  terms: Term[];
}

/** `-`, a filter's word, and a phrase in quotes (`open`: not closed yet) or anything up to the next blank. */
const PIECE = /(?<minus>-?)(?:(?<word>\p{L}+):)?(?:"(?<phrase>[^"]*)(?:"|(?<open>$))|(?<plain>\S*))/gu;
/** Past so many values of one filter nobody means them; each costs the server a look. */
const MOST_VALUES = 10;

/**
 * Understands a search as people type it: `exam "room 5" -cancelled from:ist1100001 in:"Reading group"`. All words are
 * wanted, in any order, unless OR stands between them; the last one may be only begun. Whatever makes no sense as a
 * filter is looked for as it is.
 */
export function parseSearch(query: string): Search {
  const search: Search = { terms: [], from: [], in: [], building: [], before: [], after: [] };
  let or = false;
  for (const { 0: whole, groups = {} } of query.replace(/[“”„«»]/g, '"').matchAll(PIECE)) {
    const { minus, word, phrase, open, plain } = groups;
    const value = phrase ?? plain ?? '';
    const filter = minus ? undefined : BY_WORD.get(word?.toLowerCase() ?? '');
    if (filter) {
      if (value.trim() && search[filter].length < MOST_VALUES) search[filter].push(value.trim());
    } else if (whole === 'OR' || whole === 'OU') {
      or = search.terms.length > 0;
    } else if (wordsIn(whole).length > 0) {
      const text = word === undefined ? value : whole.slice(minus?.length);
      const begun = phrase === undefined || open !== undefined;
      search.terms.push({ text, prefix: begun && !minus, not: Boolean(minus), or });
      or = false;
    }
  }
  const last = search.terms.length - 1;
  search.terms.forEach((term, n) => {
    term.prefix &&= n === last;
  });
  return search;
}
