'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { WireAlert } from '@/protocol/alerts';
import { DateTime } from '../../ui/date-time';
import { post } from '../../ui/post';
import { type Problem, ProblemLine } from '../../ui/problem-line';
import { useDesk } from '../desk-provider';

/** Shows that an alert was issued by one officer alone, and the button by which another one notes the review. */
export function ReviewDue({ alert, due }: { alert: WireAlert; due: string | null }) {
  const t = useTranslations('alertConsole.review');
  const { has, refresh } = useDesk();
  const [problem, setProblem] = useState<Problem | null>(null);
  if (!due) return null;
  async function review() {
    const answer = await post(`/api/v1/alerts/${alert.id}/review`, {});
    setProblem(answer.ok ? null : answer);
    void refresh();
  }
  return (
    <div className="grid gap-2 rounded-control bg-warn p-3 text-warn-ink">
      <p>{t.rich('due', { time: () => <DateTime at={due} to="minute" /> })}</p>
      {has('approver') && (
        <button type="button" className="button justify-self-start" onClick={review}>
          {t('button')}
        </button>
      )}
      <ProblemLine problem={problem} texts={{ conflict: t('own'), forbidden: t('own') }} />
    </div>
  );
}
