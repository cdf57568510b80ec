import { hasBeginning } from '@/protocol/text-matching';
import type { Person } from '../../people/names';

/** A mention that is being typed: the index of its `@`, and the text from there to the caret. */
export interface MentionStart {
  from: number;
  typed: string;
}

/** Returns the mention that ends at the caret, or null. */
export function mentionStartAt(text: string, caret: number): MentionStart | null {
  const match = /(?<![\p{L}\p{N}._@-])@([\p{L}\p{N}\p{M}._-]{0,64})$/u.exec(text.slice(0, caret));
  return match ? { from: match.index, typed: match[1] ?? '' } : null;
}

const MAX_MATCHES = 6;

/** Returns the people whose username, or a word of whose name, begins with the typed text. */
export function matchPeople(people: readonly Person[], typed: string): Person[] {
  return people
    .filter(({ id, name }) => typed === '' || hasBeginning(`${id} ${name}`, typed))
    .slice(0, MAX_MATCHES);
}

/** Returns the text with the completed mention, and the new index of the caret. */
export function completeMention(
  text: string,
  caret: number,
  { from }: MentionStart,
  { id }: Person,
): { text: string; caret: number } {
  const completed = `${text.slice(0, from)}@${id} `;
  return { text: completed + text.slice(caret).replace(/^ /, ''), caret: completed.length };
}
