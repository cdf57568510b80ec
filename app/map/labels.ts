/** A rectangle in pixels of the map's element. */
export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** The label of a building, with the point that it belongs to. */
export interface Label {
  id: string;
  x: number;
  y: number;
  /** The sizes to try in this order: the name with the count, then the count alone. */
  sizes: readonly { form: LabelForm; width: number; height: number }[];
  /** A heavier label is placed first. */
  weight: number;
}

type LabelForm = 'name' | 'count';

export interface PlacedLabel {
  form: LabelForm;
  /** Pixels from the label's point to its centre. */
  dx: number;
  dy: number;
}

const GAP = 3;

/**
 * Places the labels, heaviest first, so that none overlaps another one or an obstacle, or leaves the view. A label that
 * has no room is left out: it appears when the user zooms in, and is in the list.
 */
export function placeLabels(
  labels: readonly Label[],
  view: Box,
  obstacles: readonly Box[],
): Map<string, PlacedLabel> {
  const occupied: Box[] = [...obstacles];
  const placed = new Map<string, PlacedLabel>();
  for (const label of [...labels].sort((a, b) => b.weight - a.weight || a.id.localeCompare(b.id))) {
    const found = firstFree(label, view, occupied);
    if (!found) continue;
    occupied.push(found.box);
    placed.set(label.id, found.label);
  }
  return placed;
}

function firstFree(
  { x, y, sizes }: Label,
  view: Box,
  occupied: readonly Box[],
): { box: Box; label: PlacedLabel } | null {
  for (const { form, width, height } of sizes) {
    for (const [dx, dy] of [
      [0, 0],
      [0, height * 0.8],
      [0, -height * 0.8],
      [width * 0.3, 0],
      [-width * 0.3, 0],
    ] as const) {
      const box = {
        left: x + dx - width / 2 - GAP,
        right: x + dx + width / 2 + GAP,
        top: y + dy - height / 2 - GAP,
        bottom: y + dy + height / 2 + GAP,
      };
      if (within(box, view) && !occupied.some((other) => overlap(box, other))) {
        return { box, label: { form, dx, dy } };
      }
    }
  }
  return null;
}

const within = (box: Box, view: Box) =>
  box.left >= view.left && box.right <= view.right && box.top >= view.top && box.bottom <= view.bottom;

export const overlap = (a: Box, b: Box) =>
  a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;

/**
 * Returns the names of a campus's buildings as a map shows them: without the first word that most of them share, and the
 * particle after it ("Pavilhão de Civil" is "Civil").
 */
export function shortNames(names: readonly string[]): Map<string, string> {
  const counts = new Map<string, number>();
  for (const name of names) {
    const first = name.split(' ', 1)[0] as string;
    counts.set(first, (counts.get(first) ?? 0) + 1);
  }
  const short = new Map<string, string>();
  for (const name of names) {
    const [first = '', ...rest] = name.split(' ');
    const shared = (counts.get(first) ?? 0) >= Math.max(3, names.length / 3);
    const kept = shared ? rest.join(' ').replace(/^(?:d[aeo]s?|of|the|do) /i, '') : name;
    short.set(name, kept === '' ? name : kept);
  }
  return short;
}
