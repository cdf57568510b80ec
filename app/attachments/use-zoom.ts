'use client';

import { type PointerEvent, type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { moved, scaled, WHOLE, type Zoom } from './zoom';

/** The factor of a key, a button and a double tap. */
const STEP = 1.6;
const DOUBLE = 2.5;
/** Milliseconds and pixels between two taps that are a double tap. */
const TAP_MS = 300;
const TAP_PX = 30;
/** Pixels that a finger moves a picture that is not zoomed, to see the next one or to close it. */
const SWIPE = 60;

interface Point {
  x: number;
  y: number;
}

interface Options {
  /** Shows the photo to the right (1) or to the left (-1). */
  onSwipe: (side: 1 | -1) => void;
  onClose: () => void;
}

/**
 * Returns how a picture lies in its box, and the functions that zoom it: two fingers, the wheel, a double tap and keys.
 * `handlers` are those of the box.
 */
export function useZoom(box: RefObject<HTMLElement | null>, { onSwipe, onClose }: Options) {
  const [zoom, setZoom] = useState<Zoom>(WHOLE);
  const fingers = useRef(new Map<number, Point>());
  /** Where the press began, and whether there were two fingers in it. */
  const press = useRef<{ at: Point; pinched: boolean } | null>(null);
  const tap = useRef<{ at: Point; time: number } | null>(null);

  /** Returns a point of the window from the centre of the box. */
  const fromCentre = useCallback(
    ({ x, y }: Point): Point => {
      const { left, top, width, height } = (box.current as HTMLElement).getBoundingClientRect();
      return { x: x - left - width / 2, y: y - top - height / 2 };
    },
    [box],
  );
  const sizeOf = useCallback(() => {
    const { clientWidth: width, clientHeight: height } = box.current as HTMLElement;
    return { width, height };
  }, [box]);
  const scale = useCallback(
    (factor: number, at: Point = { x: 0, y: 0 }) => setZoom((now) => scaled(now, factor, at, sizeOf())),
    [sizeOf],
  );

  // React's own listener cannot prevent that the page scrolls.
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      scale(Math.exp(-event.deltaY / 300), fromCentre(event));
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
  }, [box, scale, fromCentre]);

  function down(event: PointerEvent) {
    event.currentTarget.setPointerCapture(event.pointerId);
    fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (fingers.current.size === 1)
      press.current = { at: { x: event.clientX, y: event.clientY }, pinched: false };
    else if (press.current) press.current.pinched = true;
  }

  function move(event: PointerEvent) {
    const before = fingers.current.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const other = [...fingers.current].find(([id]) => id !== event.pointerId)?.[1];
    fingers.current.set(event.pointerId, now);
    const by = { x: now.x - before.x, y: now.y - before.y };
    if (!other) return setZoom((zoomed) => moved(zoomed, by, sizeOf()));
    const length = (point: Point) => Math.hypot(point.x - other.x, point.y - other.y);
    const middle = fromCentre({ x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
    setZoom((zoomed) =>
      moved(
        scaled(zoomed, length(now) / Math.max(1, length(before)), middle, sizeOf()),
        { x: by.x / 2, y: by.y / 2 },
        sizeOf(),
      ),
    );
  }

  function up(event: PointerEvent) {
    fingers.current.delete(event.pointerId);
    const began = press.current;
    if (fingers.current.size > 0 || !began) return;
    press.current = null;
    if (began.pinched || event.type === 'pointercancel') return;
    const at = { x: event.clientX, y: event.clientY };
    const by = { x: at.x - began.at.x, y: at.y - began.at.y };
    if (zoom.scale === 1 && Math.hypot(by.x, by.y) > SWIPE && event.pointerType !== 'mouse') {
      if (Math.abs(by.x) > Math.abs(by.y)) onSwipe(by.x < 0 ? 1 : -1);
      else if (by.y > 0) onClose();
      return;
    }
    if (Math.hypot(by.x, by.y) > TAP_PX) return;
    const last = tap.current;
    tap.current = { at, time: event.timeStamp };
    if (!last || event.timeStamp - last.time > TAP_MS) return;
    if (Math.hypot(at.x - last.at.x, at.y - last.at.y) > TAP_PX) return;
    tap.current = null;
    if (zoom.scale > 1) setZoom(WHOLE);
    else scale(DOUBLE, fromCentre(at));
  }

  return {
    zoom,
    larger: () => scale(STEP),
    smaller: () => scale(1 / STEP),
    whole: () => setZoom(WHOLE),
    /** Moves the picture by parts of the box. */
    pan: (x: number, y: number) => {
      const { width, height } = sizeOf();
      setZoom((now) => moved(now, { x: x * width, y: y * height }, { width, height }));
    },
    handlers: { onPointerDown: down, onPointerMove: move, onPointerUp: up, onPointerCancel: up },
  };
}
