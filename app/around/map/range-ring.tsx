'use client';

import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { Point } from '../../map/directions';
import { pixelsPerMetre } from '../../map/grounds';
import { overlap } from '../../map/labels';
import { Circle, HtmlMarker, ownClicks, useMap } from '../../map/leaflet';
import { coveredBy, moveHandle, useCoverChanges } from '../../map/use-covered';
import { RangeIcon } from '../../ui/icons';
import { type RangeStop, stopOfRadius } from './range-stops';
import { useStopText } from './use-stop-text';

/** The map pane of the handle, above the labels. */
export const HANDLE_PANE = 'handle';

/** A place as seen from the centre: metres, and degrees from north clockwise. */
interface Polar {
  metres: number;
  bearing: number;
}

interface Props {
  centre: Point;
  stops: readonly RangeStop[];
  /** The index of the current stop. */
  stop: number;
  /** How many people each stop reaches; null while unknown. */
  reach: readonly (number | null)[];
  disabled: boolean;
  /** Changes when something of the map itself covers it. */
  covered: boolean;
  onStop: (stop: number) => void;
}

/**
 * Draws the range as a ring around the user. Its handle is dragged from stop to stop, or moved with the keys of a
 * slider, and says how many people the ring reaches.
 */
export function RangeRing({ centre, stops, stop, reach, disabled, covered, onStop }: Props) {
  const t = useTranslations('range');
  const text = useStopText();
  const map = useMap();
  /** During a drag: the radius of the ring in metres, and where the finger is. */
  const [dragged, setDragged] = useState<{ metres: number; finger: Polar } | null>(null);
  const at = dragged === null ? stop : stopOfRadius(stops, dragged.metres);
  const shown = stops[at] as RangeStop;
  const radius = dragged?.metres ?? shown.radius;
  const free = useFreePlace(centre, shown.radius, stop < stops.length - 1, dragged !== null, covered);
  const handle = pointAt(centre, dragged?.finger ?? free);
  const words = text(shown, reach[at] ?? null);
  const element = useRef<HTMLDivElement | null>(null);
  const latest = useRef({ stops, centre, disabled, radius, onStop });
  latest.current = { stops, centre, disabled, radius, onStop };

  // The map's listeners are below React's root: only listeners on the element itself come before them.
  useEffect(() => {
    const grip = element.current;
    if (!grip) return;
    ownClicks(grip);
    const fingerAt = (event: globalThis.PointerEvent): Polar => {
      const { latitude, longitude } = latest.current.centre;
      const { x, y } = map
        .mouseEventToContainerPoint(event)
        .subtract(map.latLngToContainerPoint([latitude, longitude]));
      const metres = Math.max(1, Math.hypot(x, y) / pixelsPerMetre(map));
      return { metres, bearing: (Math.atan2(x, -y) * 180) / Math.PI };
    };
    /** Where the drag began; the ring grows by the same ratio as the finger's distance. */
    let from: { finger: number; radius: number } | null = null;
    let metres = 0;
    const begin = (event: globalThis.PointerEvent) => {
      event.stopPropagation();
      if (latest.current.disabled || event.button > 0) return;
      grip.setPointerCapture(event.pointerId);
      metres = latest.current.radius;
      from = { finger: fingerAt(event).metres, radius: metres };
    };
    const move = (event: globalThis.PointerEvent) => {
      if (!from) return;
      const finger = fingerAt(event);
      const most = latest.current.stops.at(-1) as RangeStop;
      metres = Math.min(most.radius, (from.radius * finger.metres) / from.finger);
      setDragged({ metres, finger });
    };
    const end = (event: globalThis.PointerEvent) => {
      if (!from) return;
      from = null;
      const { stops, onStop } = latest.current;
      if (event.type === 'pointerup') onStop(stopOfRadius(stops, metres));
      setDragged(null);
    };
    grip.addEventListener('pointerdown', begin);
    grip.addEventListener('pointermove', move);
    grip.addEventListener('pointerup', end);
    grip.addEventListener('pointercancel', end);
    return () => {
      grip.removeEventListener('pointerdown', begin);
      grip.removeEventListener('pointermove', move);
      grip.removeEventListener('pointerup', end);
      grip.removeEventListener('pointercancel', end);
    };
  }, [map]);

  const { latitude, longitude } = handle;
  // biome-ignore lint/correctness/useExhaustiveDependencies: other words change the width
  useEffect(() => {
    moveHandle(map, { latitude, longitude, element: element.current });
  }, [map, latitude, longitude, words]);
  useEffect(() => () => moveHandle(map, null), [map]);

  function pressed(event: KeyboardEvent) {
    const last = stops.length - 1;
    const to = {
      ArrowRight: stop + 1,
      ArrowUp: stop + 1,
      PageUp: stop + 1,
      ArrowLeft: stop - 1,
      ArrowDown: stop - 1,
      PageDown: stop - 1,
      Home: 0,
      End: last,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (!disabled) onStop(Math.min(last, Math.max(0, to)));
  }

  return (
    <>
      <Circle {...centre} radius={radius} className="map-range" />
      <HtmlMarker {...handle} pane={HANDLE_PANE}>
        <div
          ref={element}
          role="slider"
          tabIndex={0}
          aria-label={t('title')}
          aria-valuemin={0}
          aria-valuemax={stops.length - 1}
          aria-valuenow={at}
          aria-valuetext={words}
          aria-disabled={disabled}
          data-dragging={dragged !== null || undefined}
          className="map-handle"
          onKeyDown={pressed}
          onFocus={(event) => {
            if (event.currentTarget.matches(':focus-visible'))
              map.panInside([handle.latitude, handle.longitude], { padding: [HALF, 2 * TALL] });
          }}
        >
          <RangeIcon size={16} />
          <span>{words}</span>
        </div>
      </HtmlMarker>
    </>
  );
}

/**
 * Returns where the ring's handle can be seen and dragged: a direction from the centre, in degrees from north clockwise,
 * and metres. It is the point of the ring nearest to north-east that is in the map, under nothing, and with room to drag
 * it farther out if the ring can grow. Of a ring that is too large for that, it is a point inside.
 */
function useFreePlace(centre: Point, radius: number, grows: boolean, held: boolean, covered: boolean): Polar {
  const map = useMap();
  const covers = useCoverChanges(map.getContainer(), covered);
  const [place, setPlace] = useState({ bearing: PREFERRED, metres: radius });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the changes of what covers the map choose again
  useEffect(() => {
    if (held) return;
    const choose = () => {
      const { x, y } = map.latLngToContainerPoint([centre.latitude, centre.longitude]);
      const size = map.getSize();
      const covering = coveredBy(map.getContainer());
      const inside = (px: number, py: number) =>
        px > HALF && px < size.x - HALF && py > TALL && py < size.y - TALL;
      const isFree = (bearing: number, pixels: number) => {
        const [sin, cos] = [Math.sin((bearing * Math.PI) / 180), Math.cos((bearing * Math.PI) / 180)];
        const [px, py] = [x + pixels * sin, y - pixels * cos];
        const box = { left: px - HALF, right: px + HALF, top: py - TALL, bottom: py + TALL };
        const room = grows ? pixels * ROOM : pixels;
        return (
          inside(px, py) &&
          inside(x + room * sin, y - room * cos) &&
          !covering.some((other) => overlap(box, other))
        );
      };
      const scale = pixelsPerMetre(map);
      for (const pixels of [radius * scale, Math.min(size.x, size.y) * 0.34]) {
        const bearing = BEARINGS.find((each) => isFree(each, pixels));
        if (bearing !== undefined) return setPlace({ bearing, metres: pixels / scale });
      }
      setPlace({ bearing: PREFERRED, metres: radius });
    };
    choose();
    map.on('moveend zoomend', choose);
    return () => {
      map.off('moveend zoomend', choose);
    };
  }, [map, centre.latitude, centre.longitude, radius, grows, held, covers]);
  return place;
}

const PREFERRED = 50;
/** All directions, nearest to the preferred one first. */
const BEARINGS = Array.from({ length: 72 }, (_, i) => PREFERRED + (i % 2 === 0 ? -i : i + 1) * 2.5);
/** How much farther out a finger moves for the next stop. */
const ROOM = 1.4;
/** Pixels of half the handle. */
const HALF = 84;
const TALL = 24;

/** Returns the point in a direction and a distance from another. */
function pointAt({ latitude, longitude }: Point, { metres, bearing }: Polar): Point {
  const angle = (bearing * Math.PI) / 180;
  const degree = 111_195;
  return {
    latitude: latitude + (metres * Math.cos(angle)) / degree,
    longitude: longitude + (metres * Math.sin(angle)) / (degree * Math.cos((latitude * Math.PI) / 180)),
  };
}
