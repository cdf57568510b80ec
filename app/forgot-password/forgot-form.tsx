'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Field } from '../ui/field';
import { FormStatus } from '../ui/form-status';
import { MailsLink } from '../ui/mails-link';
import { post } from '../ui/post';
import { useForm } from '../ui/use-form';

/** Shows the form for the username of who forgot the password. `demonstration`: the mails are on a page. */
export function ForgotForm({ demonstration }: { demonstration: boolean }) {
  const t = useTranslations('forgotten');
  const a = useTranslations('account');
  const [sent, setSent] = useState(false);
  const { busy, refusal, onSubmit } = useForm(
    ({ username = '' }) => post('/api/v1/local-account/forgot', { username }),
    () => {
      setSent(true);
      return 'again';
    },
  );
  return (
    <form className="flex flex-col gap-3" onSubmit={onSubmit}>
      <Field
        label={a('username')}
        name="username"
        required
        maxLength={64}
        autoCapitalize="none"
        autoComplete="username"
        spellCheck={false}
      />
      <FormStatus refusal={refusal}>
        {sent && t('sent')} {sent && demonstration && <MailsLink />}
      </FormStatus>
      <button type="submit" className="button button-primary" disabled={busy}>
        {t('send')}
      </button>
    </form>
  );
}
