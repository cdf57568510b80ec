'use client';

import { useTranslations } from 'next-intl';
import type { Problem } from '../../ui/problem-line';

/** Shows what is wrong with a boundary or a file, and where. The fault itself is in the language of the protocol. */
export function FaultText({ problem }: { problem: Problem }) {
  const t = useTranslations('adminPlaces');
  return (
    <div role="alert" className="rounded-control bg-bad-tint px-3 py-2 text-sm">
      <p className="text-bad">{t('fault')}</p>
      {problem.detail && (
        <p lang="en" className="mt-1 break-words font-mono text-xs">
          {problem.detail}
        </p>
      )}
    </div>
  );
}
