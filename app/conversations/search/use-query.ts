'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { useNavigation } from '../../navigation/navigation-provider';

/** Milliseconds after the last key before the typed text is put into the URL. */
const PAUSE_MS = 250;

/**
 * Keeps the search query in the page's URL. Returns `typed`, the text of the field; `query`, the query in the
 * URL, which becomes the typed text when typing pauses; and `settle`, which puts the typed text into the URL
 * at once and returns it. The browser's Back therefore restores the search.
 */
export function useQuery() {
  const { route, replace } = useNavigation();
  const [typed, setTyped] = useState(route.query);
  const inUrl = useRef(route.query);
  const latest = useRef({ route, replace, typed });
  useEffect(() => {
    latest.current = { route, replace, typed };
  });

  // Back and Forward change the query in the URL; the field then shows it.
  useEffect(() => {
    if (route.query === inUrl.current) return;
    inUrl.current = route.query;
    setTyped(route.query);
  }, [route.query]);

  const settle = useCallback(() => {
    const { route, replace, typed } = latest.current;
    if (typed !== inUrl.current) {
      inUrl.current = typed;
      replace({ query: typed, seq: route.seq, details: route.details });
    }
    return typed;
  }, []);

  useEffect(() => {
    if (typed === inUrl.current) return;
    const timer = setTimeout(settle, typed === '' ? 0 : PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, settle]);

  return { typed, setTyped, query: route.query, settle };
}
