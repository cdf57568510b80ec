'use client';

import { useLazyImport } from '../ui/use-lazy-import';

const loadShownText = async () => (await import('@/texts/read')).shownText;

const asTyped = (text: string) => text;

/**
 * Returns the function that says what a text shows. The parser of texts is not part of the first page: until it is
 * loaded, and without it, a text shows itself.
 */
export function useShownText(): Awaited<ReturnType<typeof loadShownText>> {
  return useLazyImport(loadShownText, true).part ?? asTyped;
}
