import type { Term } from '@/protocol/search';
import { isOneLetter, wordsIn } from '@/protocol/text-matching';

/**
 * Returns the words of a text as PostgreSQL's `tsvector`, in its text form: `'room':1 '5':2`. Uses no parser of
 * PostgreSQL.
 */
export function wordsVector(text: string): string {
  return wordsIn(text)
    .map(({ word }, n) => `'${word}':${n + 1}`)
    .join(' ');
}

/**
 * Returns search terms as PostgreSQL's `tsquery`, in its text form; null when the terms contain no word. A word of one
 * letter matches as a prefix only when `eager`, because nearly every text has a word that begins with the letter.
 */
export function wordsQuery(terms: readonly Term[], { eager = false } = {}): string | null {
  let query = '';
  for (const { text, prefix, not, or } of terms) {
    const words = wordsIn(text).map(({ word }) => word);
    const last = words.at(-1);
    if (last === undefined) continue;
    const begun = prefix && (eager || !isOneLetter(last));
    const phrase = words.map((word) => `'${word}'`).join(' <-> ') + (begun ? ':*' : '');
    query += `${query && (or ? ' | ' : ' & ')}${not ? '!' : ''}(${phrase})`;
  }
  return query || null;
}
