'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { accountProblem } from '../ui/account-problem';
import { Field } from '../ui/field';
import { FormStatus } from '../ui/form-status';
import { post } from '../ui/post';
import { useForm } from '../ui/use-form';

/** Shows the form that changes the password of a local account. */
export function PasswordForm() {
  const t = useTranslations('account');
  const [signedOut, setSignedOut] = useState<number | null>(null);
  const { busy, refusal, onSubmit } = useForm(
    (fields) => {
      setSignedOut(null);
      return post('/api/v1/local-account/password', { old: fields.old ?? '', new: fields.new ?? '' });
    },
    (body, form) => {
      form.reset();
      setSignedOut((body as { signedOut: number }).signedOut);
      return 'again';
    },
  );
  const problem = (field: string) =>
    refusal?.field === field ? t(`problems.${accountProblem(refusal)}`) : null;
  return (
    <form className="card flex max-w-md flex-col gap-3 p-4" aria-label={t('change')} onSubmit={onSubmit}>
      <h2 className="font-display text-title">{t('change')}</h2>
      <Field
        label={t('oldPassword')}
        problem={problem('old')}
        name="old"
        type="password"
        required
        maxLength={200}
        autoComplete="current-password"
      />
      <Field
        label={t('newPassword')}
        hint={t('passwordHint')}
        problem={problem('new')}
        name="new"
        type="password"
        required
        maxLength={200}
        autoComplete="new-password"
      />
      <FormStatus refusal={refusal} fields={['old', 'new']}>
        {signedOut !== null && t('changed', { n: signedOut })}
      </FormStatus>
      <button type="submit" className="button button-primary self-start" disabled={busy}>
        {t('change')}
      </button>
    </form>
  );
}
