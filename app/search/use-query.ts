'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { useRoute } from '../navigation/use-route';

/** Milliseconds after the last key before the query is put into the address. */
const PAUSE_MS = 250;

/**
 * Returns the query as typed, and as it is in the page's address once typing pauses, so that Back leads to it.
 * `settle` puts the typed query into the address now and returns it.
 */
export function useQuery() {
  const { route, swap } = useRoute();
  const [typed, setTyped] = useState(route.query);
  const said = useRef(route.query);
  const latest = useRef({ route, swap, typed });
  useEffect(() => {
    latest.current = { route, swap, typed };
  });

  // The browser's Back can lead to another query.
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
