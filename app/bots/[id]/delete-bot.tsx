'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Dialog, DialogButtons } from '../../ui/dialog';
import { errorKey } from '../../ui/error-key';
import { remove } from '../../ui/post';
import { useForm } from '../../ui/use-form';

interface Props {
  id: string;
  name: string;
  /** The path of the list that the user gets to. */
  back: string;
}

/** Shows the button that deletes a bot, and the dialog that asks before. */
export function DeleteBot({ id, name, back }: Props) {
  const t = useTranslations('bots.delete');
  const e = useTranslations('errors');
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const { busy, refusal, onSubmit } = useForm(
    () => remove(`/api/v1/bots/${id}`),
    () => {
      router.push(back);
      router.refresh();
      return 'leaving';
    },
  );
  return (
    <>
      <button type="button" className="button button-bad self-start" onClick={() => setOpen(true)}>
        {t('open')}
      </button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('question', { name })}>
        <form onSubmit={onSubmit}>
          <p>{t('text')}</p>
          <p role="alert" className="pt-2 text-bad text-sm empty:hidden">
            {refusal && e(errorKey(refusal.code))}
          </p>
          <DialogButtons cancel={t('cancel')} onCancel={() => setOpen(false)} className="mt-4">
            <button type="submit" className="button button-bad border-current" disabled={busy}>
              {t('confirm')}
            </button>
          </DialogButtons>
        </form>
      </Dialog>
    </>
  );
}
