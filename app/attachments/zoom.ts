/** How a picture lies in its box: its scale, and how far its centre is from that of the box, in pixels. */
export interface Zoom {
  scale: number;
  x: number;
  y: number;
}

interface Box {
  width: number;
  height: number;
}

/** The whole picture, as large as the box. */
export const WHOLE: Zoom = { scale: 1, x: 0, y: 0 };
const MAX_SCALE = 6;

const between = (least: number, value: number, most: number) => Math.min(most, Math.max(least, value));

/** Returns the zoom with the picture moved, not beyond its edges. */
export function moved({ scale, x, y }: Zoom, by: { x: number; y: number }, box: Box): Zoom {
  const most = { x: ((scale - 1) * box.width) / 2, y: ((scale - 1) * box.height) / 2 };
  return { scale, x: between(-most.x, x + by.x, most.x), y: between(-most.y, y + by.y, most.y) };
}

/** Returns the zoom scaled by a factor around a point, which is given from the centre of the box and stays where it is. */
export function scaled({ scale, x, y }: Zoom, factor: number, at: { x: number; y: number }, box: Box): Zoom {
  const next = between(1, scale * factor, MAX_SCALE);
  const ratio = next / scale;
  const around = { scale: next, x: at.x - (at.x - x) * ratio, y: at.y - (at.y - y) * ratio };
  return moved(around, { x: 0, y: 0 }, box);
}
