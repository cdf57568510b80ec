'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { accountProblem } from '../ui/account-problem';
import { Field } from '../ui/field';
import { FormStatus } from '../ui/form-status';
import { post } from '../ui/post';
import { ProblemLine } from '../ui/problem-line';
import { useForm } from '../ui/use-form';

/** Shows the field for the new password. */
export function ResetForm() {
  const t = useTranslations('forgotten');
  const a = useTranslations('account');
  const [isDone, setDone] = useState(false);
  const { busy, refusal, onSubmit } = useForm(
    ({ password = '' }) =>
      post('/api/v1/local-account/reset', { code: window.location.hash.slice(1), password }),
    () => {
      setDone(true);
      return 'leaving';
    },
  );
  const isOver =
    refusal !== null && refusal.field !== 'password' && ['not_found', 'bad_request'].includes(refusal.code);
  if (isDone) return <p role="status">{t('done')}</p>;
  return (
    <form className="flex flex-col gap-3" onSubmit={onSubmit}>
      <Field
        label={a('newPassword')}
        hint={a('passwordHint')}
        problem={refusal?.field === 'password' ? a(`problems.${accountProblem(refusal)}`) : null}
        name="password"
        type="password"
        required
        maxLength={200}
        autoComplete="new-password"
      />
      {isOver ? (
        <ProblemLine problem={refusal} texts={{ not_found: t('over'), bad_request: t('over') }} />
      ) : (
        <FormStatus refusal={refusal} fields={['password']} />
      )}
      <button type="submit" className="button button-primary" disabled={busy}>
        {t('save')}
      </button>
    </form>
  );
}
