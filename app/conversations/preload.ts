/** Loads what the list of conversations shows later. */
export const loadLaterParts = (): Promise<unknown>[] => [
  import('./list/row-menu'),
  import('@/protocol/text-matching'),
];
