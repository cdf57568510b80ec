'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { useRoute } from '../navigation/use-route';

/** Milliseconds without a key after which what is typed is meant. */
const PAUSE_MS = 250;

/**
 * What is searched for: as it is typed, and in the page's address once typing pauses, so that the way back leads to it.
 * `settle` does not wait, and gives what is typed.
 */
export function useQuery() {
  const { route, swap } = useRoute();
  const [typed, setTyped] = useState(route.query);
  const said = useRef(route.query);
  const latest = useRef({ route, swap, typed });
  useEffect(() => {
    latest.current = { route, swap, typed };
  });

  // The browser's Back may lead to another one.
  useEffect(() => {
    if (route.query === said.current) return;
    said.current = route.query;
    setTyped(route.query);
  }, [route.query]);

  const settle = useCallback(() => {
    const { route, swap, typed } = latest.current;
    if (typed !== said.current) {
      said.current = typed;
      swap({ query: typed, seq: route.seq, details: route.details });
    }
    return typed;
  }, []);

  useEffect(() => {
    if (typed === said.current) return;
    const timer = setTimeout(settle, typed === '' ? 0 : PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, settle]);

  return { typed, setTyped, query: route.query, settle };
}
