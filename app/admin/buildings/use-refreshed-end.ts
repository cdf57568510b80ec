'use client';

import { useRouter } from 'next/navigation';
import { type TransitionStartFunction, useEffect, useRef, useState } from 'react';

/**
 * Returns a function that refreshes the page, and calls `onEnd` with its arguments when the page shows what was saved:
 * editing it again must begin with that. `start`: of the form, which is pending meanwhile.
 */
export function useRefreshedEnd<Args extends unknown[]>(
  start: TransitionStartFunction,
  onEnd: (...args: Args) => void,
): (...args: Args) => void {
  const router = useRouter();
  const [end, setEnd] = useState<Args | null>(null);
  const latest = useRef(onEnd);
  latest.current = onEnd;
  useEffect(() => {
    if (end) latest.current(...end);
  }, [end]);
  return (...args) =>
    start(() => {
      router.refresh();
      setEnd(args);
    });
}
