'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { accountProblem } from '../ui/account-problem';
import { Dialog } from '../ui/dialog';
import { Field } from '../ui/field';
import { FormStatus } from '../ui/form-status';
import { post } from '../ui/post';
import { useForm } from '../ui/use-form';

/** Ends a local account, after its password and a second thought. */
export function DeleteAccount() {
  const t = useTranslations('account');
  const [open, setOpen] = useState(false);
  return (
    <section className="card max-w-md p-4" aria-label={t('delete')}>
      <h2 className="font-semibold text-lg">{t('delete')}</h2>
      <p className="mt-1 mb-3 text-soft text-sm">{t('deleteText')}</p>
      <button type="button" className="button button-bad -ml-4" onClick={() => setOpen(true)}>
        {t('deleteOpen')}
      </button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('deleteTitle')}>
        <DeleteForm onCancel={() => setOpen(false)} />
      </Dialog>
    </section>
  );
}

function DeleteForm({ onCancel }: { onCancel: () => void }) {
  const t = useTranslations('account');
  const { busy, refusal, onSubmit } = useForm(
    (fields) => post('/api/v1/local-account/delete', fields),
    () => {
      location.assign('/sign-in?error=deleted');
      return 'leaving';
    },
  );
  return (
    <form className="flex flex-col gap-3" onSubmit={onSubmit}>
      <Field
        label={t('password')}
        hint={t('deleteHint')}
        problem={refusal?.field === 'password' ? t(`problems.${accountProblem(refusal)}`) : null}
        name="password"
        type="password"
        required
        maxLength={200}
        autoComplete="current-password"
      />
      <FormStatus refusal={refusal} fields={['password']} />
      <div className="flex flex-wrap justify-end gap-2">
        <button type="button" className="button" onClick={onCancel}>
          {t('keep')}
        </button>
        <button type="submit" className="button button-bad border-current" disabled={busy}>
          {t('deleteNow')}
        </button>
      </div>
    </form>
  );
}
