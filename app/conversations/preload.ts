/** Loads what the list of conversations shows later. */
export const loadLaterParts = (): Promise<unknown>[] => [
  import('./list/row-menu'),
  import('../attachments/viewer'),
  import('@/protocol/text-matching'),
];
