import type { WireEntry } from '@/protocol/messages';
import { FILTER_NAMES, parseSearch, type Term } from '@/protocol/search';
import { wordsIn } from '@/protocol/text-matching';
import type { Log } from './log';

/** The most messages that a search of the log returns. */
const MAX_FOUND = 50;

/**
 * Returns the messages of the log that match a query, newest first; null for a query with filters, which only the server
 * can answer.
 */
export function searchLog(log: Log, query: string): readonly WireEntry[] | null {
  const search = parseSearch(query);
  if (FILTER_NAMES.some((filter) => search[filter].length > 0)) return null;
  if (search.terms.length === 0) return [];
  const alternatives = groupsOf(search.terms);
  return Object.values(log)
    .flatMap(({ entries }) => entries)
    .filter(({ message }) => !message.deletedAt && matches(wordsOf(message), alternatives))
    .sort((a, b) => b.message.at.localeCompare(a.message.at))
    .slice(0, MAX_FOUND);
}

/** Returns what a search of a message reads: its text, and the names and descriptions of its files. */
function wordsOf({ text, attachments = [] }: WireEntry['message']): string {
  const files = attachments.map(
    (each) => `${each.description ?? ''} ${each.kind === 'file' ? each.name : ''}`,
  );
  return [text, ...files].join('\n');
}

/** A term with its words in their folded form. */
interface Wanted extends Term {
  words: readonly string[];
}

/** Returns the terms in groups: a text must match a term of each group. */
function groupsOf(terms: readonly Term[]): Wanted[][] {
  const groups: Wanted[][] = [];
  for (const term of terms) {
    const wanted = { ...term, words: wordsIn(term.text).map(({ word }) => word) };
    const last = groups.at(-1);
    if (term.or && last) last.push(wanted);
    else groups.push([wanted]);
  }
  return groups;
}

function matches(text: string, groups: readonly Wanted[][]): boolean {
  const words = wordsIn(text).map(({ word }) => word);
  return groups.every((group) => group.some((term) => contains(words, term) !== term.not));
}

/** Returns whether the words of a term follow each other; the last one may be a prefix. */
function contains(words: readonly string[], { words: wanted, prefix }: Wanted): boolean {
  return words.some((_, from) =>
    wanted.every((word, n) => {
      const found = words[from + n];
      return prefix && n === wanted.length - 1 ? found?.startsWith(word) : found === word;
    }),
  );
}
