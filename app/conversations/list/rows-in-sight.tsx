'use client';

import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { ListItem } from '@/clients/state/views';
import { rangeOfRows } from './range-of-rows';

/** Of at most this number of rows all are drawn. */
const FEW = 40;
/** The height of a row in pixels until one was measured. */
const ESTIMATE = 64;

export type RenderRow = (item: ListItem, place?: { position: number; of: number }) => ReactNode;

/**
 * Shows items as rows of one height in a list within `[data-scroll-box]`. Of many it draws those in sight and near it;
 * two empty items stand in for the others.
 */
export function RowsInSight({ items, row }: { items: readonly ListItem[]; row: RenderRow }) {
  const top = useRef<HTMLLIElement>(null);
  const [rowHeight, setRowHeight] = useState(ESTIMATE);
  const [[first, end], setRange] = useState<readonly [number, number]>([0, FEW]);
  const count = items.length;
  const many = count > FEW;

  // After each render, too: what is above the rows can have changed its height.
  useEffect(() => {
    const box = top.current?.closest('[data-scroll-box]');
    if (!box || !many) return;
    const look = () => {
      const list = top.current;
      const row = list?.nextElementSibling;
      // A hidden box has no height to measure.
      if (!list || !row || box.clientHeight === 0) return;
      const height = row.getBoundingClientRect().height || ESTIMATE;
      const from = list.getBoundingClientRect().top - box.getBoundingClientRect().top;
      const range = rangeOfRows({ top: from, height: box.clientHeight, rowHeight: height, count });
      // The browser reports no `blur` for a row that is removed.
      const focused = list.parentElement?.querySelector<HTMLElement>(':focus');
      const position = Number(focused?.closest('[aria-posinset]')?.getAttribute('aria-posinset') ?? 0);
      if (focused && position > 0 && (position <= range[0] || position > range[1])) focused.blur();
      setRowHeight(height);
      setRange((before) => (before[0] === range[0] && before[1] === range[1] ? before : range));
    };
    look();
    const resized = new ResizeObserver(look);
    resized.observe(box);
    box.addEventListener('scroll', look, { passive: true });
    return () => {
      resized.disconnect();
      box.removeEventListener('scroll', look);
    };
  });

  if (!many) return items.map((item) => row(item));
  // Under reduced motion every change is a very short transition, and these must have their heights at once.
  const spacer = (rows: number) => ({ height: rows * rowHeight, transition: 'none' });
  return (
    <>
      <li ref={top} aria-hidden="true" style={spacer(first)} />
      {items.slice(first, end).map((item, i) => row(item, { position: first + i + 1, of: count }))}
      <li aria-hidden="true" style={spacer(Math.max(0, count - end))} />
    </>
  );
}
