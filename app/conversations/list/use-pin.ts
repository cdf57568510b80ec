'use client';

import { useCallback } from 'react';
import { useClient } from '../../connection/client-provider';

/**
 * Returns the function that pins a conversation, moves a pinned one to a position (0 is the first), or unpins it, on all
 * devices of the user. A refused change changes nothing.
 */
export function usePin(): (id: string, pinned: boolean, position?: number) => void {
  const { ask, dispatch } = useClient();
  return useCallback(
    (id, pinned, position) => {
      ask('pin', { conversation: id, pinned, ...(position !== undefined && { position }) }).then(
        ({ pins }) => dispatch({ type: 'pins', pins }),
        () => {},
      );
    },
    [ask, dispatch],
  );
}
