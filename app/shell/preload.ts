/**
 * Loads what the page may need soon, so that it opens at once, also without a connection. A module that is loaded already is
 * not loaded again.
 */
export function preload(): void {
  const parts = [
    import('../ui/dialog-view'),
    import('../ui/menu-view'),
    import('../around/location/sharing-dialog'),
    import('../around/location/place-settings'),
    import('../you/you-items'),
    import('../conversations/list/row-menu'),
  ];
  for (const part of parts) part.catch(() => {});
}
