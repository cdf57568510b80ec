import type { CSSProperties } from 'react';

/** The largest size of a single photo in a message, in rem, and the ratios of width to height between which it is shown whole. */
const MAX_WIDTH = 20;
const MAX_HEIGHT = 22;
const RATIOS = { least: 0.5, most: 2.4 };
/** The most photos of a message that are shown beside each other. */
const MAX_SHOWN = 4;

/** Returns the size of a single photo. A very long or high one is cut. */
export function sizeOf({ width, height }: { width: number; height: number }): CSSProperties {
  const ratio = Math.min(RATIOS.most, Math.max(RATIOS.least, width / height));
  return { width: `${Math.min(MAX_WIDTH, MAX_HEIGHT * ratio)}rem`, aspectRatio: ratio };
}

/** Returns the classes of the places of several photos in two columns; of an odd number the first one is wide. */
export function placesOf(count: number): string[] {
  const shown = Math.min(count, MAX_SHOWN);
  return Array.from({ length: shown }, (_, at) =>
    shown % 2 === 1 && at === 0 ? 'col-span-2 aspect-[2/1]' : 'aspect-square',
  );
}
