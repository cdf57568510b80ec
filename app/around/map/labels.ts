/** A name on the map with its centre in pixels. */
export interface Label {
  id: string;
  name: string;
  x: number;
  y: number;
  /** A heavier name is placed first. */
  weight: number;
}

const CHARACTER = 6.4;
const LINE = 13;
/** The width that map.css allows a name. */
const WIDEST = 112;
const GAP = 4;

/**
 * Returns the ids of the names that fit without overlaps, heaviest first. A name that does not fit appears when the
 * user zooms in, and is in the list.
 */
export function labelsThatFit(labels: readonly Label[]): Set<string> {
  const occupied: { left: number; right: number; top: number; bottom: number }[] = [];
  const fitting = new Set<string>();
  for (const label of [...labels].sort((a, b) => b.weight - a.weight)) {
    const width = Math.min(WIDEST, label.name.length * CHARACTER);
    const height = Math.ceil((label.name.length * CHARACTER) / WIDEST) * LINE;
    const box = {
      left: label.x - width / 2 - GAP,
      right: label.x + width / 2 + GAP,
      top: label.y - height / 2 - GAP,
      bottom: label.y + height / 2 + GAP,
    };
    const free = occupied.every(
      (t) => t.right < box.left || t.left > box.right || t.bottom < box.top || t.top > box.bottom,
    );
    if (!free) continue;
    occupied.push(box);
    fitting.add(label.id);
  }
  return fitting;
}
