/** Rows beyond the visible part that are drawn. */
const BESIDE = 10;
/** The range moves by this number of rows, so that a little scrolling draws nothing anew. */
const STEP = 5;

/**
 * Returns the indexes of the first row to draw and of the row after the last one.
 * @param top pixels from the upper edge of the visible part down to the first row; negative once it is scrolled past.
 * @param height the height of the visible part in pixels.
 */
export function rangeOfRows({
  top,
  height,
  rowHeight,
  count,
}: {
  top: number;
  height: number;
  rowHeight: number;
  count: number;
}): [number, number] {
  const first = Math.floor((-top / rowHeight - BESIDE) / STEP) * STEP;
  const end = Math.ceil(((height - top) / rowHeight + BESIDE) / STEP) * STEP;
  const most = Math.max(0, count - BESIDE);
  const from = Math.min(Math.max(0, first), most);
  return [from, Math.min(Math.max(from + BESIDE, end), count)];
}
