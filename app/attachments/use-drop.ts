'use client';

import { useEffect, useRef, useState } from 'react';

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;

/**
 * Takes the files that are dropped anywhere in the window. Returns whether files are being dragged over it. Otherwise the
 * browser would leave the page to show them.
 */
export function useDrop(onFiles: ((files: readonly File[]) => void) | null): boolean {
  const [over, setOver] = useState(false);
  const latest = useRef(onFiles);
  latest.current = onFiles;
  const takes = onFiles !== null;
  useEffect(() => {
    if (!takes) return;
    const stopping = new AbortController();
    const { signal } = stopping;
    const drag = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      // Within the window it leads from one element to the next.
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(false);
      latest.current?.([...(event.dataTransfer?.files ?? [])]);
    };
    for (const type of ['dragenter', 'dragover'] as const) addEventListener(type, drag, { signal });
    addEventListener('dragleave', leave, { signal });
    addEventListener('drop', drop, { signal });
    return () => {
      stopping.abort();
      setOver(false);
    };
  }, [takes]);
  return over;
}
