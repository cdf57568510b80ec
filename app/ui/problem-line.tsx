'use client';

import { useTranslations } from 'next-intl';
import { errorKey } from './error-key';
import type { Refusal } from './post';

/** Why a request failed. */
export type Problem = Omit<Refusal, 'ok'>;

interface Props {
  problem: Problem | null;
  /** Texts for codes that mean something more specific here. */
  texts?: Partial<Record<Problem['code'], string>>;
  className?: string;
}

/** Shows why a request failed; empty without a problem. */
export function ProblemLine({ problem, texts, className = '' }: Props) {
  const e = useTranslations('errors');
  return (
    <p role="alert" className={`text-bad text-sm empty:hidden ${className}`}>
      {problem && (texts?.[problem.code] ?? e(errorKey(problem.code)))}
    </p>
  );
}
