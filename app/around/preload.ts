/** Loads what is shown over the map later. */
export const loadLaterParts = (): Promise<unknown>[] => [
  import('./location/sharing-dialog'),
  import('./location/place-settings'),
];
