'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { FormStatus } from '../ui/form-status';
import { post } from '../ui/post';
import { ProblemLine } from '../ui/problem-line';
import { useForm } from '../ui/use-form';

/** Shows the button that verifies an address: programs that open the links of mails must not verify it by themselves. */
export function VerifyForm() {
  const t = useTranslations('verifyEmail');
  const [isDone, setDone] = useState(false);
  const { busy, refusal, onSubmit } = useForm(
    () => post('/api/v1/local-account/verify-email', { code: window.location.hash.slice(1) }),
    () => {
      setDone(true);
      return 'leaving';
    },
  );
  const isOver = refusal !== null && ['not_found', 'bad_request'].includes(refusal.code);
  if (isDone) return <p role="status">{t('done')}</p>;
  return (
    <form className="flex flex-col gap-3" onSubmit={onSubmit}>
      <p className="text-soft text-sm">{t('text')}</p>
      {isOver ? (
        <ProblemLine problem={refusal} texts={{ not_found: t('over'), bad_request: t('over') }} />
      ) : (
        <FormStatus refusal={refusal} />
      )}
      <button type="submit" className="button button-primary" disabled={busy}>
        {t('confirm')}
      </button>
    </form>
  );
}
