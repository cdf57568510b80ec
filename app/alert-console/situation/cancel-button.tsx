'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { WireAlert } from '@/protocol/alerts';
import { useServerNow } from '../../connection/use-server-now';
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
  const [open, setOpen] = useState(false);
  const { busy, problem, cancel } = useCancel(alert, () => setOpen(false));

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

/** Milliseconds after it was issued for which an alert is taken back by one press; at first no press counts. */
const QUICK_MS = 10_000;
const ARM_MS = 1_000;

/** Shows the button by which whoever has just issued an alert alone takes it back by one press, while there is time. */
export function QuickCancel({ alert }: { alert: WireAlert }) {
  const t = useTranslations('alertConsole.cancel');
  const { busy, problem, cancel } = useCancel(alert, () => {});
  const age = useServerNow(250) - Date.parse(alert.issued);
  if (alert.revision > 1 || age >= QUICK_MS) return <ProblemLine problem={problem} />;
  return (
    <button
      type="button"
      className="button button-danger min-h-14"
      // A second press on what was pressed before must not take it back.
      disabled={busy || age < ARM_MS}
      onClick={cancel}
    >
      {t('quick', { n: Math.ceil((QUICK_MS - age) / 1_000) })}
    </button>
  );
}

/** Returns the function that says that an alert was sent in error, and how that went. */
function useCancel(alert: WireAlert, onDone: () => void) {
  const { refresh } = useDesk();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  async function cancel() {
    setBusy(true);
    const answer = await post(`/api/v1/alerts/${alert.id}/cancel`, { revision: alert.revision });
    setBusy(false);
    setProblem(answer.ok ? null : answer);
    if (answer.ok) onDone();
    // A refusal says that the alert has changed since.
    void refresh();
  }
  return { busy, problem, cancel };
}
