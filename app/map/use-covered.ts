'use client';

import { useEffect, useState } from 'react';
import type { Box } from './labels';

/** What lies over the map and hides it. */
const OVER = '.place-card, .sheet, [data-over-map]';
/** The handle of the range, which no label may hide. */
export const HANDLE = '.map-handle';
/** The map's event after the handle appears, moves, changes its width or disappears: labels avoid it. */
export const HANDLE_MOVED = 'handlemoved';

/** Returns the rectangles of what lies over the map, in pixels of the map's element; `also`: a selector of more. */
export function coveredBy(map: HTMLElement, also?: string): Box[] {
  const frame = map.closest('[data-map-frame]');
  const { left, top } = map.getBoundingClientRect();
  return [...(frame?.querySelectorAll(also ? `${OVER}, ${also}` : OVER) ?? [])].flatMap((each) => {
    const box = each.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) return [];
    return [{ left: box.left - left, right: box.right - left, top: box.top - top, bottom: box.bottom - top }];
  });
}

/**
 * Returns a number that changes when what lies over the map changes its size, appears or disappears. `own` changes when
 * the map itself opens or closes something over it. Keeps `--sheet-covers` up to date.
 */
export function useCoverChanges(map: HTMLElement, own: boolean): number {
  const [changes, setChanges] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the map opens is looked for again
  useEffect(() => {
    const frame = map.closest<HTMLElement>('[data-map-frame]');
    if (!frame) return;
    const changed = () => {
      // What stands above the sheet moves before anyone asks where it is.
      setSheetVariable(map, frame);
      setChanges((n) => n + 1);
    };
    const sizes = new ResizeObserver(changed);
    const observe = () => {
      sizes.disconnect();
      sizes.observe(map);
      for (const each of frame.querySelectorAll(OVER)) sizes.observe(each);
    };
    observe();
    const children = new MutationObserver(observe);
    children.observe(frame, { childList: true });
    return () => {
      sizes.disconnect();
      children.disconnect();
    };
  }, [map, own]);
  return changes;
}

/** Sets the CSS variable `--sheet-covers` to the height that the sheet covers of the map, for what stands above it. */
function setSheetVariable(map: HTMLElement, frame: HTMLElement): void {
  const sheet = frame.querySelector('.sheet');
  const covered = sheet ? map.getBoundingClientRect().bottom - sheet.getBoundingClientRect().top : 0;
  frame.style.setProperty('--sheet-covers', `${Math.max(0, covered)}px`);
}

type Padding = { paddingTopLeft: [number, number]; paddingBottomRight: [number, number] };

/** Returns the room that what lies over the map takes on each side: the side on which it hides the least. */
export function paddingOf(map: HTMLElement): Padding {
  const { clientWidth: width, clientHeight: height } = map;
  const sides = { left: 12, top: 12, right: 12, bottom: 12 };
  for (const box of coveredBy(map)) {
    const hidden = { left: box.right, top: box.bottom, right: width - box.left, bottom: height - box.top };
    const lost = {
      left: hidden.left * height,
      right: hidden.right * height,
      top: hidden.top * width,
      bottom: hidden.bottom * width,
    };
    const side = (Object.keys(lost) as (keyof typeof lost)[]).reduce((a, b) => (lost[b] < lost[a] ? b : a));
    // More than half of the map belongs to nobody else.
    sides[side] = Math.min(
      Math.max(sides[side], hidden[side] + 8),
      (side === 'left' || side === 'right' ? width : height) / 2.5,
    );
  }
  return {
    paddingTopLeft: [sides.left, sides.top],
    paddingBottomRight: [sides.right, sides.bottom],
  };
}
