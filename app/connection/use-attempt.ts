'use client';

import { useCallback, useState } from 'react';
import { RequestRefused } from '@/clients/connection/request';
import type { Problem } from '../ui/problem-line';

/** Returns `attempt`, which awaits a request and remembers why it failed, `problem`, and `clear`. */
export function useAttempt() {
  const [problem, setProblem] = useState<Problem | null>(null);
  /** Resolves to the answer, or to null when the request failed. */
  const attempt = useCallback(async <T>(request: Promise<T>): Promise<T | null> => {
    setProblem(null);
    try {
      return await request;
    } catch (error) {
      setProblem(
        error instanceof RequestRefused ? { code: error.code, field: error.field } : { code: 'unreachable' },
      );
      return null;
    }
  }, []);
  return { problem, attempt, clear: useCallback(() => setProblem(null), []) };
}
