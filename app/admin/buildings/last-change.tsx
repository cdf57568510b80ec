'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import type { WirePlaceChange } from '@/protocol/place-changes';
import { DateTime } from '../../ui/date-time';
import { StepBackIcon } from '../../ui/later-icons';
import { post } from '../../ui/post';
import { type Problem, ProblemLine } from '../../ui/problem-line';

interface Props {
  changes: readonly WirePlaceChange[];
  /** Called with what was undone. */
  onUndone: (text: string) => void;
}

/** Shows the newest change of the places with the button that undoes it, and the ones before it. */
export function LastChange({ changes, onUndone }: Props) {
  const t = useTranslations('adminPlaces.changes');
  const router = useRouter();
  const [pending, start] = useTransition();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [newest, ...others] = changes;
  if (!newest) return null;
  const undo = () => {
    setProblem(null);
    start(async () => {
      const answer = await post(`/api/v1/admin/place-changes/${newest.id}/undo`, {});
      if (!answer.ok) setProblem(answer);
      else onUndone(t('undone', { name: newest.name }));
      router.refresh();
    });
  };
  return (
    <section aria-label={t('title')} className="card flex flex-col gap-1 p-4">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <p className="heading">{t('last')}</p>
          <Change change={newest} />
        </div>
        <button type="button" className="button button-quiet -me-2" disabled={pending} onClick={undo}>
          <StepBackIcon size={18} /> {t('undo')}
        </button>
      </div>
      <ProblemLine problem={problem} />
      {others.length > 0 && (
        <details className="text-sm">
          <summary className="min-h-11 py-2.5 text-soft">{t('earlier', { count: others.length })}</summary>
          <ol className="flex flex-col gap-2">
            {others.map((change) => (
              <li key={change.id}>
                <Change change={change} />
              </li>
            ))}
          </ol>
        </details>
      )}
    </section>
  );
}

function Change({ change: { kind, name, at, added, changed, removed } }: { change: WirePlaceChange }) {
  const t = useTranslations('adminPlaces.changes');
  const single = added > 0 ? 'added' : 'changed';
  return (
    <>
      <p className="font-medium">
        {kind === 'import' ? t('import', { name }) : t(kind === 'remove' ? 'removed' : single, { name })}
      </p>
      <p className="text-soft text-sm">
        {kind === 'import' && <>{t('counts', { added, changed, removed })} · </>}
        <DateTime at={at} to="minute" />
      </p>
    </>
  );
}
