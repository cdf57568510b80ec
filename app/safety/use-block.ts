'use client';

import { useCallback, useState } from 'react';
import { useClient } from '../connection/client-provider';
import { useAttempt } from '../connection/use-attempt';

/**
 * Returns `block`, which blocks or unblocks a user and resolves to true when that is done; `busy` while a request
 * runs; and the last problem.
 */
export function useBlock() {
  const { ask, dispatch } = useClient();
  const { problem, attempt } = useAttempt();
  const [busy, setBusy] = useState(false);
  const block = useCallback(
    async (username: string, blocked: boolean) => {
      setBusy(true);
      const answer = await attempt(ask('block', { user: username, blocked }));
      setBusy(false);
      if (answer) dispatch({ type: 'blocked', blocked: answer.blocked });
      return answer !== null;
    },
    [ask, attempt, dispatch],
  );
  return { block, busy, problem };
}
