'use client';

import { useState } from 'react';
import {
  addCorner,
  type Corner,
  type Draft,
  emptyOutline,
  leastCorners,
  moveCorner,
  NEW_RADIUS,
  type Point,
  removeCorner,
} from './draft';

/** The drawing of a boundary: its draft, and what the handles and the map do to it. */
export type Drawing = ReturnType<typeof useDraft>;

/**
 * Returns the draft of a boundary and its changes. While `drawing`, a press on the map adds a corner, or sets the centre
 * of a circle.
 */
export function useDraft() {
  const [draft, setDraft] = useState<Draft>({ kind: 'none' });
  const [drawing, setDrawing] = useState(false);
  const [corner, setCorner] = useState<Corner | null>(null);
  /** Earlier drafts, to step back to. */
  const [before, setBefore] = useState<Draft[]>([]);

  const remember = () => setBefore((all) => [...all.slice(-99), draft]);
  const last: Omit<Corner, 'at'> & { length: number } =
    draft.kind === 'outline'
      ? { part: 0, ring: 0, length: draft.parts[0]?.[0]?.length ?? 0 }
      : { part: 0, ring: 0, length: 0 };

  return {
    draft,
    drawing,
    corner,
    setCorner,
    remember,
    canStepBack: before.length > 0,
    canClose: drawing && draft.kind === 'outline' && last.length >= leastCorners(draft),
    moveCorner: (at: Corner, to: Point) => setDraft((now) => moveCorner(now, at, to)),
    addCorner(at: Corner, point: Point) {
      remember();
      setDraft((now) => addCorner(now, at, point));
      setCorner(at);
    },
    removeCorner(at: Corner) {
      remember();
      const next = removeCorner(draft, at);
      setDraft(next);
      setCorner(null);
      if (isToDraw(next)) setDrawing(true);
    },
    /** A press on the ground. */
    press(point: Point) {
      if (!drawing) return;
      remember();
      if (draft.kind === 'circle') {
        setDraft({ ...draft, centre: point });
        setDrawing(false);
      } else if (draft.kind === 'point') {
        setDraft({ ...draft, at: point });
        setDrawing(false);
      } else if (draft.kind === 'outline')
        setDraft(addCorner(draft, { part: last.part, ring: last.ring, at: last.length }, point));
    },
    close: () => setDrawing(false),
    setCentre: (centre: Point) => setDraft((now) => (now.kind === 'circle' ? { ...now, centre } : now)),
    setPoint: (at: Point) => setDraft((now) => (now.kind === 'point' ? { ...now, at } : now)),
    setRadius: (radius: number) => setDraft((now) => (now.kind === 'circle' ? { ...now, radius } : now)),
    /** Begins another kind of boundary; a circle stands where the outline was. */
    begin(kind: 'outline' | 'circle' | 'none', centre: Point | null) {
      remember();
      const next: Draft =
        kind === 'outline'
          ? emptyOutline()
          : kind === 'circle'
            ? { kind, centre, radius: NEW_RADIUS }
            : { kind };
      setDraft(next);
      setCorner(null);
      setDrawing(isToDraw(next));
    },
    /** Begins with a boundary, and forgets the one before. */
    reset(next: Draft) {
      setDraft(next);
      setBefore([]);
      setCorner(null);
      setDrawing(isToDraw(next));
    },
    stepBack() {
      const previous = before.at(-1);
      if (!previous) return;
      setDraft(previous);
      setBefore(before.slice(0, -1));
      setCorner(null);
      setDrawing(isToDraw(previous));
    },
  };
}

/** Returns whether a draft still lacks what a press on the map gives it. */
function isToDraw(draft: Draft): boolean {
  if (draft.kind === 'circle') return draft.centre === null;
  if (draft.kind === 'point') return draft.at === null;
  return draft.kind === 'outline' && (draft.parts[0]?.[0]?.length ?? 0) < leastCorners(draft);
}
