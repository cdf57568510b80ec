'use client';

import { useState } from 'react';
import type { Ground } from '@/protocol/places';
import type { Campus } from '../../places/places';
import type { Point } from './draft';
import { draftOfGround, emptyGround, type GroundKind, groundAt, groundOf } from './grounds-draft';
import type { Drawing } from './use-draft';

/** What of a campus is being drawn: a piece of its grounds (`at` is null for a new one), or where its map begins. */
export type Piece =
  | { of: 'grounds'; at: number | null; kind: GroundKind; width: number | undefined }
  | { of: 'start' };

/** The changed grounds of a campus and where its map begins, one piece of which is being drawn. */
export type CampusDraft = ReturnType<typeof useCampusDraft>;

/** Returns the draft of a campus and its changes. The piece that is being drawn is in `drawing`. */
export function useCampusDraft(drawing: Drawing) {
  const [grounds, setGrounds] = useState<readonly Ground[]>([]);
  const [start, setStart] = useState<Point | null>(null);
  const [piece, setPiece] = useState<Piece | null>(null);

  /** Returns the draft with the piece that is being drawn, if that is complete. */
  function settled(): { grounds: readonly Ground[]; start: Point | null } {
    const { draft } = drawing;
    if (piece?.of === 'start') return { grounds, start: draft.kind === 'point' ? draft.at : start };
    const drawn = piece ? groundOf(piece.kind, draft, piece.width) : null;
    if (!piece || !drawn) return { grounds, start };
    return {
      grounds: piece.at === null ? [...grounds, drawn] : grounds.with(piece.at, drawn),
      start,
    };
  }

  function open(next: Piece | null, draft: Parameters<Drawing['reset']>[0]) {
    const now = settled();
    setGrounds(now.grounds);
    setStart(now.start);
    setPiece(next);
    drawing.reset(draft);
  }

  function edit(at: number) {
    const ground = settled().grounds[at];
    if (!ground) return;
    const width = ground.kind === 'path' ? ground.width : undefined;
    open({ of: 'grounds', at, kind: ground.kind, width }, draftOfGround(ground));
  }

  return {
    grounds,
    start,
    piece,
    settled,
    /** The grounds without the piece that is being drawn. */
    others: piece?.of === 'grounds' && piece.at !== null ? grounds.toSpliced(piece.at, 1) : grounds,
    /** Begins with a campus; null: a new one. */
    reset(campus: Campus | null) {
      setGrounds(campus?.grounds ?? []);
      const { latitude = null, longitude = null } = campus ?? {};
      setStart(latitude !== null && longitude !== null ? { latitude, longitude } : null);
      setPiece(null);
      drawing.reset({ kind: 'none' });
    },
    add: (kind: GroundKind) => open({ of: 'grounds', at: null, kind, width: undefined }, emptyGround(kind)),
    edit,
    editStart: () => open({ of: 'start' }, { kind: 'point', at: start }),
    /** Edits the piece at a point of the map, if there is one. */
    press(point: Point) {
      const at = groundAt(grounds, point);
      if (at >= 0) edit(at);
    },
    /** The point that is being drawn, and the function that moves it. */
    point: drawing.draft.kind === 'point' ? drawing.draft.at : null,
    setPoint: drawing.setPoint,
    setWidth: (width: number | undefined) =>
      setPiece((now) => (now?.of === 'grounds' ? { ...now, width } : now)),
    /** Ends the drawing of the piece. */
    close: () => open(null, { kind: 'none' }),
    /** Removes the piece that is being drawn. */
    remove() {
      if (piece?.of === 'start') setStart(null);
      else if (piece && piece.at !== null) setGrounds(grounds.toSpliced(piece.at, 1));
      setPiece(null);
      drawing.reset({ kind: 'none' });
    },
  };
}
