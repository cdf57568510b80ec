/** A name that wants a place on the map: its middle, in pixels. */
export interface Label {
  id: string;
  name: string;
  x: number;
  y: number;
  /** Greater goes first where two want the same place. */
  weight: number;
}

const CHARACTER = 6.4;
const LINE = 13;
/** As wide as map.css lets a name be. */
const WIDEST = 112;
const GAP = 4;

/**
 * The ids of the names that fit beside each other, taking the weightiest first. What finds no place here is on the
 * map without its name, and with it in the list, or a little closer.
 */
export function labelsThatFit(labels: readonly Label[]): Set<string> {
  const taken: { left: number; right: number; top: number; bottom: number }[] = [];
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
    const free = taken.every(
      (t) => t.right < box.left || t.left > box.right || t.bottom < box.top || t.top > box.bottom,
    );
    if (!free) continue;
    taken.push(box);
    fitting.add(label.id);
  }
  return fitting;
}
