'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Dialog, DialogButtons } from '../../ui/dialog';
import { errorKey } from '../../ui/error-key';
import { remove } from '../../ui/post';
import { useForm } from '../../ui/use-form';

type HookPath = `/api/v1/hooks/${string}` | `/api/v1/outgoing-hooks/${string}`;

/** Shows the button that deletes a webhook, and the dialog that asks before. */
export function DeleteHook({ path, name, text }: { path: HookPath; name: string; text: string }) {
  const t = useTranslations('bots.hooks');
  const d = useTranslations('bots.delete');
  const e = useTranslations('errors');
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const { busy, refusal, onSubmit } = useForm(
    () => remove(path),
    () => {
      router.refresh();
      return 'leaving';
    },
  );
  return (
    <>
      <button
        type="button"
        className="button button-bad"
        aria-label={t('removeName', { name })}
        onClick={() => setOpen(true)}
      >
        {t('remove')}
      </button>
      <Dialog open={open} onClose={() => setOpen(false)} title={d('question', { name })}>
        <form onSubmit={onSubmit}>
          <p>{text}</p>
          <p role="alert" className="pt-2 text-bad text-sm empty:hidden">
            {refusal && e(errorKey(refusal.code))}
          </p>
          <DialogButtons cancel={d('cancel')} onCancel={() => setOpen(false)} className="mt-4">
            <button type="submit" className="button button-bad border-current" disabled={busy}>
              {d('confirm')}
            </button>
          </DialogButtons>
        </form>
      </Dialog>
    </>
  );
}
