'use client';

import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react';
import { useCloseOnBack } from './overlay';

const SHEET_HEIGHTS = ['low', 'half', 'full'] as const;
export type SheetHeight = (typeof SHEET_HEIGHTS)[number];

interface Props {
  height: SheetHeight;
  onHeight: (height: SheetHeight) => void;
  /** The names of the handle's action, by whether it makes the sheet larger or smaller. */
  labels: { larger: string; smaller: string };
  className?: string;
  children: ReactNode;
}

/** Pixels that a thumb moves before a press is a drag. */
const SLOP = 6;

/**
 * Shows a sheet at the lower edge of its parent in three heights. Its handle is dragged, pressed for the next height, or
 * moved with the arrow keys; Back lowers it. From 64rem on it is a card as tall as its content.
 */
export function Sheet({ height, onHeight, labels, className = '', children }: Props) {
  const sheet = useRef<HTMLDivElement>(null);
  /** The drag under way: where it began, the height then, and whether it moved. */
  const drag = useRef<{ y: number; from: number; moved: boolean } | null>(null);
  const [dragging, setDragging] = useState(false);
  const at = SHEET_HEIGHTS.indexOf(height);
  useCloseOnBack(height !== 'low', () => onHeight('low'));

  function begin(event: PointerEvent<HTMLButtonElement>) {
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { y: event.clientY, from: sheet.current?.offsetHeight ?? 0, moved: false };
  }

  function move(event: PointerEvent) {
    const now = drag.current;
    if (!now || !sheet.current) return;
    const by = now.y - event.clientY;
    if (!now.moved && Math.abs(by) < SLOP) return;
    if (!now.moved) setDragging(true);
    now.moved = true;
    sheet.current.style.height = `${now.from + by}px`;
  }

  function end() {
    const box = sheet.current;
    const now = drag.current;
    drag.current = null;
    setDragging(false);
    if (!box || !now?.moved) return;
    const dragged = box.offsetHeight / (box.parentElement?.offsetHeight ?? 1);
    box.style.height = '';
    onHeight(dragged < 0.33 ? 'low' : dragged < 0.72 ? 'half' : 'full');
  }

  function step(by: 1 | -1) {
    const next = SHEET_HEIGHTS[at + by];
    if (next) onHeight(next);
  }

  function pressed(event: KeyboardEvent) {
    const by = { ArrowUp: 1 as const, ArrowDown: -1 as const }[event.key];
    if (!by) return;
    event.preventDefault();
    step(by);
  }

  const largest = height === 'full';
  return (
    <div
      ref={sheet}
      data-height={height}
      data-dragging={dragging || undefined}
      className={`sheet ${className}`}
    >
      <button
        type="button"
        aria-label={largest ? labels.smaller : labels.larger}
        aria-expanded={height !== 'low'}
        className="sheet-handle"
        onPointerDown={begin}
        onPointerMove={move}
        onPointerUp={end}
        onPointerCancel={end}
        onKeyDown={pressed}
        onClick={() => {
          if (!dragging) largest ? onHeight('low') : step(1);
        }}
      >
        <span aria-hidden="true" />
      </button>
      {children}
    </div>
  );
}
