'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState, useTransition } from 'react';
import { MAX_NOTE } from '@/protocol/reasons';
import { Dialog } from '../../ui/dialog';
import { errorKey } from '../../ui/error-key';
import { type Posted, post } from '../../ui/post';

interface Props {
  id: string;
  /** The name of the reported person. */
  name: string;
}

/** Returns a function that changes a report on the server and refreshes the page. */
function useChange() {
  const e = useTranslations('errors');
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [pending, start] = useTransition();
  const [problem, setProblem] = useState('');
  const change = (ask: () => Promise<Posted>) => {
    setProblem('');
    start(async () => {
      const answer = await ask();
      if (!answer.ok) return setProblem(e(errorKey(answer.code)));
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
            const said = note.trim();
            change(() => post(`/api/v1/reports/${id}/close`, said === '' ? {} : { note: said }));
          }}
        >
          <p className="text-soft">{t('closeText')}</p>
          <label className="block">
            <span className="font-medium text-sm">{t('closingNote')}</span>
            <textarea
              value={note}
              maxLength={MAX_NOTE}
              rows={3}
              className="field mt-1 h-auto resize-y py-2"
              onChange={(event) => setNote(event.target.value)}
            />
          </label>
          <Buttons problem={problem} onCancel={() => setOpen(false)}>
            <button type="submit" disabled={pending} className="button button-primary">
              {t('closeIt')}
            </button>
          </Buttons>
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
        <Buttons problem={problem} onCancel={() => setOpen(false)}>
          <button
            type="button"
            disabled={pending}
            className="button button-danger"
            onClick={() => change(() => post(`/api/v1/reports/${id}/delete-message`, {}))}
          >
            {t('removeIt')}
          </button>
        </Buttons>
      </Dialog>
    </>
  );
}

function Buttons({
  problem,
  onCancel,
  children,
}: {
  problem: string;
  onCancel: () => void;
  children: ReactNode;
}) {
  const t = useTranslations('admin.reports');
  return (
    <div>
      <p role="alert" className="pb-2 text-bad text-sm empty:hidden">
        {problem}
      </p>
      <div className="flex flex-wrap justify-end gap-2">
        <button type="button" className="button" onClick={onCancel}>
          {t('cancel')}
        </button>
        {children}
      </div>
    </div>
  );
}
