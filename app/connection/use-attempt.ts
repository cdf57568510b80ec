'use client';

import { useCallback, useState } from 'react';
import { RequestRefused } from '@/clients/connection/request';
import type { ErrorCode } from '@/protocol/errors';

/** Why a request failed: the server's refusal, or `lost` without an answer. */
export type Problem = { code: ErrorCode; field: string | undefined } | 'lost';

/** Returns `attempt`, which awaits a request and remembers why it failed, `problem`, and `clear`. */
export function useAttempt() {
  const [problem, setProblem] = useState<Problem | null>(null);
  /** Resolves to the answer, or to null when the request failed. */
  const attempt = useCallback(async <T>(asking: Promise<T>): Promise<T | null> => {
    setProblem(null);
    try {
      return await asking;
    } catch (error) {
      setProblem(error instanceof RequestRefused ? { code: error.code, field: error.field } : 'lost');
      return null;
    }
  }, []);
  return { problem, attempt, clear: useCallback(() => setProblem(null), []) };
}
