'use client';

import { useEffect, useRef } from 'react';

let asked: string | null = null;
let opened: (() => void) | null = null;

/** Asks the map to open the card of a building; it does so at once, or as soon as it is loaded. */
export function askForBuilding(id: string): void {
  asked = id;
  opened?.();
}

/** Calls `open` with the building that was asked for. `open` returns whether the building is known by now. */
export function useAskedBuilding(open: (id: string) => boolean): void {
  const latest = useRef(open);
  useEffect(() => {
    latest.current = open;
    const take = () => {
      if (asked !== null && latest.current(asked)) asked = null;
    };
    take();
    opened = take;
    return () => {
      opened = null;
    };
  });
}
