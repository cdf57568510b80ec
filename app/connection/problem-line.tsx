'use client';

import { useTranslations } from 'next-intl';
import { errorKey } from '../ui/error-key';
import type { Problem } from './use-attempt';

/** Why something was not done, in words; nothing when all is well. */
export function ProblemLine({ problem, className = '' }: { problem: Problem | null; className?: string }) {
  const e = useTranslations('errors');
  return (
    <p role="alert" className={`text-bad text-sm empty:hidden ${className}`}>
      {problem && e(problem === 'lost' ? 'unreachable' : errorKey(problem.code))}
    </p>
  );
}
