'use client';

import { type KeyboardEvent, useEffect, useRef } from 'react';
import { HtmlMarker, ownClicks, useMap } from '../../../map/leaflet';
import { movedBy, type Point } from '../draft';

/** The map pane of the handles, above everything else. */
export const HANDLES_PANE = 'handles';

interface Props {
  point: Point;
  label: string;
  kind: 'corner' | 'middle' | 'centre' | 'radius';
  selected?: boolean;
  /** Called before the first `onMove` of a drag, and before each step of a key. */
  onStart: () => void;
  onMove: (to: Point) => void;
  /** A press without a move, or Enter. */
  onPress?: () => void;
  onRemove?: () => void;
  onFocus?: () => void;
  /** Takes the focus when it appears. */
  focused?: boolean;
}

/** Metres for one press of an arrow key, and with the shift key. */
const STEP = 1;
const FAR_STEP = 10;

/**
 * Whether the last press on the map was on a handle: the browser fires a click on the map after it, which is not one on
 * the ground.
 */
const PRESSED = 'data-handle-pressed';
export const wasHandlePressed = (map: HTMLElement) => map.hasAttribute(PRESSED);
export const forgetPressedHandle = (map: HTMLElement) => map.removeAttribute(PRESSED);

/** Shows a point of a boundary that is moved with the mouse, a finger or the arrow keys. */
export function Handle(props: Props) {
  const { point, label, kind, selected, focused } = props;
  const map = useMap();
  const element = useRef<HTMLButtonElement>(null);
  const latest = useRef(props);
  latest.current = props;

  // The map's listeners are below React's root: only listeners on the element itself come before them.
  useEffect(() => {
    const grip = element.current;
    if (!grip) return;
    ownClicks(grip);
    const container = map.getContainer();
    const begin = (event: PointerEvent) => {
      event.stopPropagation();
      if (event.button > 0) return;
      // The container gets the events, because a drag can remove the handle on which it began.
      container.setPointerCapture(event.pointerId);
      container.setAttribute(PRESSED, '');
      grip.focus({ preventScroll: true });
      const from = { x: event.clientX, y: event.clientY };
      let moved = false;
      const move = (to: PointerEvent) => {
        if (!moved && Math.hypot(to.clientX - from.x, to.clientY - from.y) < 4) return;
        if (!moved) latest.current.onStart();
        moved = true;
        const { lat, lng } = map.mouseEventToLatLng(to);
        latest.current.onMove({ latitude: lat, longitude: lng });
      };
      const end = (to: PointerEvent) => {
        container.removeEventListener('pointermove', move);
        container.removeEventListener('pointerup', end);
        container.removeEventListener('pointercancel', end);
        if (!moved && to.type === 'pointerup') latest.current.onPress?.();
      };
      container.addEventListener('pointermove', move);
      container.addEventListener('pointerup', end);
      container.addEventListener('pointercancel', end);
    };
    grip.addEventListener('pointerdown', begin);
    return () => grip.removeEventListener('pointerdown', begin);
  }, [map]);

  useEffect(() => {
    if (focused) element.current?.focus({ preventScroll: true });
  }, [focused]);

  function pressed(event: KeyboardEvent) {
    if ((event.key === 'Delete' || event.key === 'Backspace') && props.onRemove) {
      event.preventDefault();
      props.onRemove();
      return;
    }
    const metres = event.shiftKey ? FAR_STEP : STEP;
    const step = {
      ArrowUp: [metres, 0],
      ArrowDown: [-metres, 0],
      ArrowRight: [0, metres],
      ArrowLeft: [0, -metres],
    }[event.key];
    if (!step || kind === 'middle') return;
    event.preventDefault();
    props.onStart();
    props.onMove(movedBy(point, step[0] as number, step[1] as number));
  }

  return (
    <HtmlMarker {...point} pane={HANDLES_PANE}>
      <button
        ref={element}
        type="button"
        aria-label={label}
        data-kind={kind}
        data-selected={selected || undefined}
        className="map-grip"
        onKeyDown={pressed}
        onFocus={() => {
          map.panInside([point.latitude, point.longitude], { padding: [40, 40] });
          props.onFocus?.();
        }}
        // A click by a key has no detail; presses of a pointer end in `pointerup`.
        onClick={(event) => event.detail === 0 && props.onPress?.()}
      />
    </HtmlMarker>
  );
}
