'use client';

import { useTranslations } from 'next-intl';
import { errorKey } from '../ui/error-key';
import type { Problem } from './use-attempt';

/** Shows why a request failed; empty without a problem. */
export function ProblemLine({ problem, className = '' }: { problem: Problem | null; className?: string }) {
  const e = useTranslations('errors');
  return (
    <p role="alert" className={`text-bad text-sm empty:hidden ${className}`}>
      {problem && e(problem === 'lost' ? 'unreachable' : errorKey(problem.code))}
    </p>
  );
}
