/** Loads the overlays before they are needed, so that they open at once, also without a connection. */
export function preloadOverlays(): void {
  const ignore = () => {};
  void import('./dialog-view').catch(ignore);
  void import('./menu-view').catch(ignore);
}
