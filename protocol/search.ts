import { wordsIn } from './text-matching';

/** The filters of a search, each with its keywords; a value of several words is quoted. */
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

/** A filter whose value does not exist for the actor: no such day, user, building or conversation. */
export interface Unclear {
  filter: Filter;
  value: string;
}

/** A search term: a word, or a phrase of several words. */
export interface Term {
  text: string;
  /** The last word matches as a prefix, because the user may still be typing it. */
  prefix: boolean;
  /** Excludes the messages that match the term. */
  not: boolean;
  /** Matches the term, or the term before it. */
  or: boolean;
}

/** A parsed search. Several values of one filter are alternatives. */
export interface Search extends Record<Filter, string[]> {
  terms: Term[];
}

/**
 * Matches `-`, a filter's keyword, and a phrase in quotes (`open`: not closed yet) or anything up to the next blank.
 */
const PIECE = /(?<minus>-?)(?:(?<word>\p{L}+):)?(?:"(?<phrase>[^"]*)(?:"|(?<open>$))|(?<plain>\S*))/gu;
/** The maximum number of values of one filter; each costs the server a look-up. */
const MAX_FILTER_VALUES = 10;

/**
 * Parses a search as users type it: `exam "room 5" -cancelled from:ist1100001 in:"Reading group"`. All words must
 * match, in any order, unless OR is between them; the last word may be a prefix. A piece that is not a valid filter is
 * searched for as text.
 */
export function parseSearch(query: string): Search {
  const search: Search = { terms: [], from: [], in: [], building: [], before: [], after: [] };
  let or = false;
  for (const { 0: whole, groups = {} } of query.replace(/[“”„«»]/g, '"').matchAll(PIECE)) {
    const { minus, word, phrase, open, plain } = groups;
    const value = phrase ?? plain ?? '';
    const filter = minus ? undefined : BY_WORD.get(word?.toLowerCase() ?? '');
    if (filter) {
      if (value.trim() && search[filter].length < MAX_FILTER_VALUES) search[filter].push(value.trim());
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
