'use client';

import { usePart } from '../ui/use-part';

const loadShownText = async () => (await import('@/texts/read')).shownText;

const asTyped = (text: string) => text;

/**
 * Returns the function that says what a text shows. The parser of texts is not part of the first page: until it is
 * loaded, and without it, a text shows itself.
 */
export function useShownText(): Awaited<ReturnType<typeof loadShownText>> {
  return usePart(loadShownText, true).part ?? asTyped;
}
