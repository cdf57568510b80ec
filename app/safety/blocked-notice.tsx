'use client';

import { useTranslations } from 'next-intl';
import { ProblemLine } from '../ui/problem-line';
import type { Person } from './open-dialog';
import { useBlock } from './use-block';

/** Replaces the composer in a direct conversation with a blocked user; has a button to unblock. */
export function BlockedNotice({ person }: { person: Person }) {
  const t = useTranslations('safety');
  const { block, busy, problem } = useBlock();
  return (
    <div className="flex-none border-line border-t px-5 py-4 pb-[max(1rem,env(safe-area-inset-bottom))] text-center text-soft text-sm">
      <p>{t('youBlocked', { name: person.name })}</p>
      <button
        type="button"
        disabled={busy}
        className="button mt-3"
        onClick={() => void block(person.id, false)}
      >
        {t('unblock')}
      </button>
      <ProblemLine problem={problem} className="pt-2" />
    </div>
  );
}
