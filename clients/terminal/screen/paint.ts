import type { Frame, Part, Row } from './frame';

const ESC = '\u001b[';
/** The terminal shows what is between them at once, if it knows them. */
const SYNC = { begin: `${ESC}?2026h`, end: `${ESC}?2026l` };
/** Texts whose width is the same in every terminal: Latin, Greek and Cyrillic, and our own styles. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: our own styles are control sequences
const SURE = /^(?:\u001b\[[\d;]*m|[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u0370-\u03ff\u0400-\u0482…·●○›])*$/;

/**
 * Returns what to write so that a terminal that shows `before` shows `after`; `before` null: whatever it shows. Each part
 * is placed at its column and clears the rest of the row first, so that a terminal which counts other widths than ours
 * shows nothing stale. Terminals must not wrap lines by themselves.
 */
export function paint(before: Frame | null, after: Frame): string {
  if (before === after) return '';
  const changed = before
    ? shortest([changes(before.rows, after.rows), ...scrolled(before, after)])
    : `${ESC}2J${changes([], after.rows)}`;
  const caret = caretOf(before, after, changed !== '');
  return changed === '' ? caret : SYNC.begin + changed + caret + SYNC.end;
}

function caretOf(before: Frame | null, { caret }: Frame, moved: boolean): string {
  const was = before?.caret ?? null;
  if (!caret) return was || !before ? `${ESC}?25l` : '';
  const same = was?.row === caret.row && was.column === caret.column;
  const place = same && !moved ? '' : `${ESC}${caret.row + 1};${caret.column + 1}H`;
  return was ? place : `${place}${ESC}?25h`;
}

/** Returns the changes of rows. */
function changes(before: readonly Row[], after: readonly Row[]): string {
  let written = '';
  for (let n = 0; n < Math.max(before.length, after.length); n++)
    written += changeOf(before[n] ?? [], after[n] ?? [], n);
  return written;
}

function changeOf(before: Row, after: Row, n: number): string {
  if (isSame(before, after)) return '';
  const to = (column: number) => `${ESC}${n + 1};${column + 1}H`;
  // The first part that differs: the parts before it stay.
  let from = 0;
  while (from < before.length && from < after.length && same(before[from], after[from])) from++;
  const next = after[from + 1];
  const leftOnly =
    next &&
    before.length === after.length &&
    after.slice(from + 1).every((part, i) => same(before[from + 1 + i], part));
  const [old, part] = [before[from], after[from]];
  // What is right of the part stays, if both texts surely end before it.
  if (leftOnly && part && old?.at === part.at && SURE.test(old.text) && SURE.test(part.text))
    return `${to(part.at)}${ESC}${next.at - part.at}X${part.text}`;
  const at = Math.min(part?.at ?? Number.POSITIVE_INFINITY, old?.at ?? Number.POSITIVE_INFINITY);
  let written = `${to(at)}${ESC}K`;
  after.slice(from).forEach(({ at: column, text }, i) => {
    written += i === 0 && column === at ? text : `${ESC}${column + 1}G${i === 0 ? '' : `${ESC}K`}${text}`;
  });
  return written;
}

const same = (a: Part | undefined, b: Part | undefined) => a?.at === b?.at && a?.text === b?.text;
const isSame = (a: Row, b: Row) => a.length === b.length && a.every((part, i) => same(part, b[i]));

/** Returns the changes after moving the rows of the log up, if its lines moved. */
function scrolled(before: Frame, after: Frame): string[] {
  const { moving } = after;
  if (!moving || before.moving?.top !== moving.top || before.moving.bottom !== moving.bottom) return [];
  const { top, bottom } = moving;
  const distance = distanceOf(before.rows, after.rows, moving);
  if (distance === 0) return [];
  const rows = [...before.rows];
  for (let n = top; n < bottom; n++) rows[n] = n + distance < bottom ? (before.rows[n + distance] ?? []) : [];
  const move = `${ESC}${top + 1};${bottom}r${ESC}${distance}S${ESC}r`;
  return [move + changes(rows, after.rows)];
}

/** Returns by how many rows the log moved up: the distance at which most lines are where they would be; 0 for none. */
function distanceOf(
  before: readonly Row[],
  after: readonly Row[],
  { top, bottom }: { top: number; bottom: number },
): number {
  let best = { distance: 0, lines: 0 };
  for (let distance = 1; distance < bottom - top; distance++) {
    let lines = 0;
    for (let n = top; n + distance < bottom; n++) {
      const moved = before[n + distance]?.at(-1);
      if (moved?.text && same(after[n]?.at(-1), moved)) lines++;
    }
    if (lines > best.lines) best = { distance, lines };
  }
  return best.distance;
}

const shortest = (texts: string[]) => texts.reduce((a, b) => (b.length < a.length ? b : a));
