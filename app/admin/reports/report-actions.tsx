'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { Dialog, DialogButtons } from '../../ui/dialog';
import { NoteField } from '../../ui/field';
import { type Posted, post } from '../../ui/post';
import { type Problem, ProblemLine } from '../../ui/problem-line';

interface Props {
  id: string;
  /** The name of the reported person. */
  name: string;
}

/**
 * Returns the state of a dialog, and `change`, which sends a change of a report; after a success it closes the dialog
 * and refreshes the page.
 */
function useChange() {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [pending, start] = useTransition();
  const [problem, setProblem] = useState<Problem | null>(null);
  const change = (send: () => Promise<Posted>) => {
    setProblem(null);
    start(async () => {
      const answer = await send();
      if (!answer.ok) return setProblem(answer);
      setOpen(false);
      router.refresh();
    });
  };
  return { open, setOpen, pending, problem, change };
}

/** Shows the button and the dialog that close a report with a note on what was done. */
export function CloseReport({ id, name }: Props) {
  const t = useTranslations('admin.reports');
  const { open, setOpen, pending, problem, change } = useChange();
  const [note, setNote] = useState('');
  return (
    <>
      <button
        type="button"
        aria-label={t('closeName', { name })}
        className="button button-primary"
        onClick={() => setOpen(true)}
      >
        {t('close')}
      </button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('closeTitle')}>
        <form
          className="flex flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            const trimmed = note.trim();
            change(() => post(`/api/v1/reports/${id}/close`, trimmed === '' ? {} : { note: trimmed }));
          }}
        >
          <p className="text-soft">{t('closeText')}</p>
          <NoteField label={t('closingNote')} value={note} onChange={setNote} />
          <ProblemLine problem={problem} />
          <DialogButtons cancel={t('cancel')} onCancel={() => setOpen(false)}>
            <button type="submit" disabled={pending} className="button button-primary">
              {t('closeIt')}
            </button>
          </DialogButtons>
        </form>
      </Dialog>
    </>
  );
}

/** Shows the button and the dialog that delete the reported message for everybody. */
export function RemoveMessage({ id, name }: Props) {
  const t = useTranslations('admin.reports');
  const { open, setOpen, pending, problem, change } = useChange();
  return (
    <>
      <button
        type="button"
        aria-label={t('removeName', { name })}
        className="button button-bad"
        onClick={() => setOpen(true)}
      >
        {t('remove')}
      </button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('removeTitle')}>
        <p className="mb-4 text-soft">{t('removeText')}</p>
        <ProblemLine problem={problem} className="pb-2" />
        <DialogButtons cancel={t('cancel')} onCancel={() => setOpen(false)}>
          <button
            type="button"
            disabled={pending}
            className="button button-danger"
            onClick={() => change(() => post(`/api/v1/reports/${id}/delete-message`, {}))}
          >
            {t('removeIt')}
          </button>
        </DialogButtons>
      </Dialog>
    </>
  );
}
