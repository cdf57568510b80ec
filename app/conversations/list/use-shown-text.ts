'use client';

import { useLazyImport } from '../../ui/use-lazy-import';

const loadShownText = async () => (await import('@/texts/read')).shownText;

const asTyped = (text: string) => text;

/**
 * Returns the function that converts a message's Markdown to the text it shows. Its parser is loaded after the first
 * page; until then the function returns the text as it is.
 */
export function useShownText(): Awaited<ReturnType<typeof loadShownText>> {
  return useLazyImport(loadShownText, true).part ?? asTyped;
}
