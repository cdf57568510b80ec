'use client';

import { useCallback, useState } from 'react';
import { RequestRefused } from '@/clients/connection/request';
import type { ErrorCode } from '@/protocol/errors';

/** Why something that was asked of the server was not done. */
export type Problem = { code: ErrorCode; field: string | undefined } | 'lost';

/** Asks something of the server, and remembers why it was not done, until the next one. */
export function useAttempt() {
  const [problem, setProblem] = useState<Problem | null>(null);
  /** What was answered; null when it was refused, or did not reach the server. */
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
