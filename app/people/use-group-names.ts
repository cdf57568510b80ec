'use client';

import { useEffect, useRef } from 'react';
import { useClient, useClientState } from '../connection/client-provider';

/** Requests the unknown names of members of groups, each group once. */
export function useGroupNames(): void {
  const { ask, dispatch, store } = useClient();
  const log = useClientState((state) => state.log);
  const ready = useClientState((state) => state.link.state === 'ready');
  const requested = useRef(new Set<string>());
  useEffect(() => {
    if (!ready) return;
    const { names } = store.get();
    for (const { id, info } of Object.values(log)) {
      if (
        info?.kind !== 'group' ||
        !info.open ||
        info.members.every((member) => Object.hasOwn(names, member))
      )
        continue;
      const key = `${id} ${info.members.join(' ')}`;
      if (requested.current.has(key)) continue;
      requested.current.add(key);
      ask('list_members', { conversation: id }).then(
        ({ members }) => dispatch({ type: 'names', people: members }),
        () => requested.current.delete(key),
      );
    }
  }, [log, ready, ask, dispatch, store]);
}
