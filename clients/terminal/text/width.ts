const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const ASCII = /^[\x20-\x7e]*$/;

/** Characters that take no cell: marks above and below, joiners, variation selectors, trailing parts of Hangul. */
const NO_CELL = /[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff\ud7b0-\ud7ff]/u;
/** Regional indicators: two of them are one flag of two cells. */
const INDICATOR = /\p{Regional_Indicator}/u;
/** Characters of two cells: East Asian wide and full-width ones, and emoji. */
const TWO_CELLS =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18cff}\u{1aff0}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const EMOJI_STYLE = '\ufe0f';

/** Returns what a reader sees as characters, in order. */
export function clusters(text: string): string[] {
  if (ASCII.test(text)) return text.split('');
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/**
 * Returns the number of cells of a clean text: the sum of its code points, as terminals without grapheme clusters count.
 * Other terminals need fewer cells for joined emoji, never more.
 */
export function widthOf(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const cluster of clusters(text)) width += clusterWidth(cluster);
  return width;
}

function clusterWidth(cluster: string): number {
  let width = 0;
  for (const character of cluster) {
    if (NO_CELL.test(character)) continue;
    width += !INDICATOR.test(character) && TWO_CELLS.test(character) ? 2 : 1;
  }
  return cluster.includes(EMOJI_STYLE) ? Math.max(2, width) : width;
}

/** Returns a clean text of at most `width` cells; one that is cut ends with an ellipsis. */
export function cut(text: string, width: number): string {
  if (width <= 0) return '';
  if (widthOf(text) <= width) return text;
  let result = '';
  let left = width - 1;
  for (const cluster of clusters(text)) {
    left -= clusterWidth(cluster);
    if (left < 0) break;
    result += cluster;
  }
  return `${result}…`;
}

/** Returns a clean text of exactly `width` cells, cut or filled with blanks. */
export function fill(text: string, width: number): string {
  const short = cut(text, width);
  return short + ' '.repeat(Math.max(0, width - widthOf(short)));
}

/**
 * Returns a clean line as lines of at most `width` cells, broken at blanks where possible, and never inside what a reader
 * sees as one character. A character that is wider than the line has a line of its own.
 */
export function wrap(line: string, width: number): string[] {
  if (widthOf(line) <= width) return [line];
  const lines: string[] = [];
  let current = '';
  let used = 0;
  /** The length of `current`, and its cells, up to its last blank. */
  let blank: { length: number; used: number } | null = null;
  for (const cluster of clusters(line)) {
    const cells = clusterWidth(cluster);
    if (used + cells > width && current !== '') {
      if (cluster === ' ') {
        lines.push(current);
        current = '';
        used = 0;
        blank = null;
        continue;
      }
      const at: { length: number; used: number } = blank ?? { length: current.length, used };
      lines.push(current.slice(0, at.length).trimEnd());
      current = current.slice(at.length);
      used -= at.used;
      blank = null;
    }
    current += cluster;
    used += cells;
    if (cluster === ' ') blank = { length: current.length, used };
  }
  lines.push(current);
  return lines;
}
