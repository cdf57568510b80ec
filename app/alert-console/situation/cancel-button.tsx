'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { WireAlert } from '@/protocol/alerts';
import { Dialog, DialogButtons } from '../../ui/dialog';
import { post } from '../../ui/post';
import { type Problem, ProblemLine } from '../../ui/problem-line';
import { useDesk } from '../desk-provider';

/** Shows the button that tells everyone who was told that an alert was sent in error: one press, and one to confirm. */
export function CancelButton({
  alert,
  className = 'button button-danger',
}: {
  alert: WireAlert;
  className?: string;
}) {
  const t = useTranslations('alertConsole.cancel');
  const { refresh } = useDesk();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function cancel() {
    setBusy(true);
    const answer = await post(`/api/v1/alerts/${alert.id}/cancel`, { revision: alert.revision });
    setBusy(false);
    setProblem(answer.ok ? null : answer);
    if (answer.ok) setOpen(false);
    // A refusal says that the alert has changed since.
    void refresh();
  }

  return (
    <>
      <button type="button" className={className} onClick={() => setOpen(true)}>
        {t('button')}
      </button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('title')}>
        <p className="pb-4">{t('text')}</p>
        <ProblemLine problem={problem} texts={{ conflict: t('changed') }} className="pb-2" />
        <DialogButtons cancel={t('keep')} onCancel={() => setOpen(false)}>
          <button type="button" className="button button-danger" disabled={busy} onClick={cancel}>
            {t('confirm')}
          </button>
        </DialogButtons>
      </Dialog>
    </>
  );
}
