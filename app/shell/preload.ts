import { loadLaterParts as loadAround } from '../around/preload';
import { loadLaterParts as loadConversations } from '../conversations/preload';

/**
 * Loads what the page may need soon, so that it opens at once, also without a connection. A module that is loaded already is
 * not loaded again.
 */
export function preload(): void {
  const parts = [
    import('../ui/dialog-view'),
    import('../ui/full-screen-view'),
    import('../ui/menu-view'),
    import('../you/you-items'),
    import('../ui/next-auth'),
    ...loadAround(),
    ...loadConversations(),
  ];
  for (const part of parts) part.catch(() => {});
}
