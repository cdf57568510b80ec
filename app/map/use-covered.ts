'use client';

import type { Map as LeafletMap } from 'leaflet';
import { useEffect, useState } from 'react';
import { type Box, overlap } from './labels';

/** What lies over the map and hides it. */
const OVER = '.place-card, .sheet, [data-over-map]';
/** The map's event after the handle of the range appears, moves, changes its width or disappears: labels avoid it. */
export const HANDLE_MOVED = 'handlemoved';

interface Handle {
  latitude: number;
  longitude: number;
  element: HTMLElement | null;
}

const handles = new WeakMap<LeafletMap, Handle>();

/** Tells the map where its handle of the range is now; null: it has none. */
export function moveHandle(map: LeafletMap, handle: Handle | null): void {
  if (handle) handles.set(map, handle);
  else handles.delete(map);
  map.fire(HANDLE_MOVED);
}

/** Returns where the handle of the range will be drawn: the element itself can follow some frames later. */
export function boxOfHandle(map: LeafletMap): Box[] {
  const handle = handles.get(map);
  if (!handle?.element) return [];
  const { x, y } = map.latLngToContainerPoint([handle.latitude, handle.longitude]);
  const { offsetWidth: width, offsetHeight: height } = handle.element;
  return [{ left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 }];
}

/** Returns the rectangles of what lies over the map, in pixels of the map's element. */
export function coveredBy(map: HTMLElement): Box[] {
  const frame = map.closest('[data-map-frame]');
  const { left, top } = map.getBoundingClientRect();
  return [...(frame?.querySelectorAll(OVER) ?? [])].flatMap((each) => {
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

/** Pixels between what a map shows and what lies over it, or the map's edge. */
const SPACE = 12;
/** The least part of the map's width and height that padding leaves. */
const LEAST = 0.3;

/**
 * Returns the padding within which nothing lies over the map. The largest box takes its side first; a smaller one takes
 * the side on which the remaining room loses the least.
 */
export function paddingOf(map: HTMLElement): Padding {
  const { clientWidth: width, clientHeight: height } = map;
  const free = roomIn({ left: 0, top: 0, right: width, bottom: height }, coveredBy(map));
  return {
    paddingTopLeft: [free.left, free.top],
    paddingBottomRight: [width - free.right, height - free.bottom],
  };
}

/** Returns the room of a view, `SPACE` pixels from its edges and from every box over it. */
export function roomIn(view: Box, boxes: readonly Box[]): Box {
  const area = ({ left, top, right, bottom }: Box) => (right - left) * (bottom - top);
  let free: Box = {
    left: view.left + SPACE,
    top: view.top + SPACE,
    right: view.right - SPACE,
    bottom: view.bottom - SPACE,
  };
  for (const box of [...boxes].sort((a, b) => area(b) - area(a))) {
    if (!overlap(box, free)) continue;
    const parts = [
      { ...free, left: box.right + SPACE },
      { ...free, top: box.bottom + SPACE },
      { ...free, right: box.left - SPACE },
      { ...free, bottom: box.top - SPACE },
    ].filter(
      ({ left, top, right, bottom }) =>
        right - left >= LEAST * (view.right - view.left) && bottom - top >= LEAST * (view.bottom - view.top),
    );
    free = parts.reduce((best, part) => (area(part) > area(best) ? part : best), parts[0] ?? free);
  }
  return free;
}
