'use client';

import { Polygon, Polyline } from 'leaflet';
import { useTranslations } from 'next-intl';
import { Fragment, useEffect, useState } from 'react';
import { Circle, useLayer, useMap } from '../../../map/leaflet';
import { type Corner, MAX_RADIUS, middleBefore, movedBy, type Point } from '../draft';
import type { Drawing } from '../use-draft';
import { Handle } from './handle';

/** Draws the boundary that is being edited, with its handles. */
export function DraftLayer({ drawing }: { drawing: Drawing }) {
  const { draft } = drawing;
  // A layer of its own for each: a line is no polygon.
  if (draft.kind === 'outline')
    return <Outline key={String(draft.open)} drawing={drawing} parts={draft.parts} open={draft.open} />;
  if (draft.kind === 'point' && draft.at) return <Single drawing={drawing} at={draft.at} />;
  if (draft.kind === 'circle' && draft.centre)
    return <Round drawing={drawing} centre={draft.centre} radius={draft.radius} />;
  return null;
}

function Round({ drawing, centre, radius }: { drawing: Drawing; centre: Point; radius: number }) {
  const t = useTranslations('adminPlaces.draw');
  const edge = movedBy(centre, 0, radius);
  const [map] = [useMap()];
  const widen = (to: Point) => {
    const metres = map.distance([centre.latitude, centre.longitude], [to.latitude, to.longitude]);
    drawing.setRadius(Math.min(MAX_RADIUS, Math.max(1, Math.round(metres))));
  };
  return (
    <>
      <Circle {...centre} radius={radius} className="map-draft" />
      <Handle
        kind="centre"
        point={centre}
        label={t('centre')}
        onStart={drawing.remember}
        onMove={drawing.setCentre}
      />
      <Handle
        kind="radius"
        point={edge}
        label={t('radius', { metres: radius })}
        onStart={drawing.remember}
        onMove={widen}
      />
    </>
  );
}

function Single({ drawing, at }: { drawing: Drawing; at: Point }) {
  const t = useTranslations('adminPlaces.draw');
  return (
    <Handle
      kind="centre"
      point={at}
      label={t('point')}
      onStart={drawing.remember}
      onMove={drawing.setPoint}
    />
  );
}

function Outline({
  drawing,
  parts,
  open = false,
}: {
  drawing: Drawing;
  parts: Point[][][];
  open: boolean | undefined;
}) {
  const [layer] = useState(() => {
    const options = { className: open ? 'map-draft map-draft-line' : 'map-draft', interactive: false };
    return open ? new Polyline([], options) : new Polygon([], options);
  });
  useLayer(layer);
  useEffect(() => {
    const rings = parts.map((all) =>
      all.map((ring) => ring.map(({ latitude, longitude }): [number, number] => [latitude, longitude])),
    );
    layer.setLatLngs(open ? (rings[0]?.[0] ?? []) : rings);
  }, [layer, parts, open]);
  return parts.map((rings, part) =>
    rings.map((ring, at) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: rings have no other names
      <Ring key={`${part} ${at}`} drawing={drawing} ring={ring} of={{ part, ring: at }} open={open} />
    )),
  );
}

interface RingProps {
  drawing: Drawing;
  ring: Point[];
  of: Omit<Corner, 'at'>;
  /** The ring is a line: its end does not lead to its beginning. */
  open: boolean;
}

function Ring({ drawing, ring, of, open }: RingProps) {
  const t = useTranslations('adminPlaces.draw');
  const roomy = useRoomyEdges(ring);
  const least = open ? 2 : 3;
  /** The corner that finishes the drawing. */
  const last = open ? ring.length - 1 : 0;
  return ring.map((point, at) => {
    const corner: Corner = { ...of, at };
    const selected = drawing.corner;
    const isSelected = selected?.part === of.part && selected.ring === of.ring && selected.at === at;
    const middle = middleBefore(ring, at);
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: corners have no other names
      <Fragment key={at}>
        {!drawing.drawing && ring.length >= least && roomy[at] && !(open && at === 0) && (
          <Handle
            kind="middle"
            point={middle}
            label={t('addCorner', { from: at === 0 ? ring.length : at, to: at + 1 })}
            onStart={() => drawing.addCorner(corner, middle)}
            onMove={(to) => drawing.moveCorner(corner, to)}
            onPress={() => drawing.addCorner(corner, middle)}
          />
        )}
        <Handle
          kind="corner"
          point={point}
          label={t(drawing.canClose && at === last ? (open ? 'lastCorner' : 'firstCorner') : 'corner', {
            number: at + 1,
            count: ring.length,
          })}
          selected={isSelected}
          focused={isSelected}
          onFocus={() => !isSelected && drawing.setCorner(corner)}
          onStart={drawing.remember}
          onMove={(to) => drawing.moveCorner(corner, to)}
          onPress={() => drawing.canClose && at === last && drawing.close()}
          onRemove={() => drawing.removeCorner(corner)}
        />
      </Fragment>
    );
  });
}

/** Pixels of an edge between two corners that leave room for a handle in its middle. */
const ROOM = 56;

/** Returns for each corner whether the edge that ends there has room for a handle in its middle. */
function useRoomyEdges(ring: readonly Point[]): boolean[] {
  const map = useMap();
  const [, setZoom] = useState(map.getZoom());
  useEffect(() => {
    const zoomed = () => setZoom(map.getZoom());
    map.on('zoomend', zoomed);
    return () => {
      map.off('zoomend', zoomed);
    };
  }, [map]);
  const pixels = ring.map(({ latitude, longitude }) => map.latLngToLayerPoint([latitude, longitude]));
  return pixels.map((point, at) => {
    const other = pixels[(at + ring.length - 1) % ring.length];
    return other !== undefined && point.distanceTo(other) > ROOM;
  });
}
