import { clusters, widthOf } from './width';

/** A text that is being edited: what is before the caret, and what is after it. */
export interface Editor {
  before: string;
  after: string;
}

export const EMPTY: Editor = { before: '', after: '' };

export const textOf = ({ before, after }: Editor): string => before + after;
export const editorOf = (text: string): Editor => ({ before: text, after: '' });

/** Commands that change a text, by the keys that terminals use for them. */
export type EditCommand =
  | 'left'
  | 'right'
  | 'word left'
  | 'word right'
  | 'home'
  | 'end'
  | 'backspace'
  | 'delete'
  | 'delete word'
  | 'delete to start'
  | 'delete to end';

/** Returns the editor with a text typed or pasted at the caret. */
export function insert({ before, after }: Editor, text: string): Editor {
  return { before: before + text, after };
}

/** Returns the editor after a command. It moves by what a reader sees as characters. */
export function edit({ before, after }: Editor, command: EditCommand): Editor {
  const last = clusters(before).at(-1) ?? '';
  const first = clusters(after)[0] ?? '';
  const wordBefore = /\S*\s*$/.exec(before)?.[0] ?? '';
  const wordAfter = /^\s*\S*/.exec(after)?.[0] ?? '';
  const without = (text: string) => before.slice(0, before.length - text.length);
  const lineStart = before.lastIndexOf('\n') + 1;
  const lineEnd = after.indexOf('\n') < 0 ? after.length : after.indexOf('\n');
  switch (command) {
    case 'left':
      return { before: without(last), after: last + after };
    case 'right':
      return { before: before + first, after: after.slice(first.length) };
    case 'word left':
      return { before: without(wordBefore), after: wordBefore + after };
    case 'word right':
      return { before: before + wordAfter, after: after.slice(wordAfter.length) };
    case 'home':
      return { before: before.slice(0, lineStart), after: before.slice(lineStart) + after };
    case 'end':
      return { before: before + after.slice(0, lineEnd), after: after.slice(lineEnd) };
    case 'backspace':
      return { before: without(last), after };
    case 'delete':
      return { before, after: after.slice(first.length) };
    case 'delete word':
      return { before: without(wordBefore), after };
    case 'delete to start':
      return { before: before.slice(0, lineStart), after };
    case 'delete to end':
      return { before, after: after.slice(lineEnd) };
  }
}

/**
 * Returns the lines of the editor at a width, and the caret's row and column. A line breaks at any character, so that the
 * caret is where the next one appears.
 */
export function layOut(
  { before, after }: Editor,
  width: number,
): { lines: string[]; row: number; column: number } {
  const lines = [''];
  let used = 0;
  let caret = { row: 0, column: 0 };
  const put = (text: string) => {
    for (const cluster of clusters(text)) {
      if (cluster === '\n') {
        lines.push('');
        used = 0;
        continue;
      }
      const cells = widthOf(cluster);
      if (used + cells > width && used > 0) {
        lines.push('');
        used = 0;
      }
      lines[lines.length - 1] += cluster;
      used += cells;
    }
  };
  put(before);
  // At the end of a full line the next character begins another one.
  if (used >= width) {
    lines.push('');
    used = 0;
  }
  caret = { row: lines.length - 1, column: used };
  put(after);
  return { lines, ...caret };
}
