'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { accountProblem } from '../ui/account-problem';
import { Field } from '../ui/field';
import { FormStatus } from '../ui/form-status';
import { MailsLink } from '../ui/mails-link';
import { post } from '../ui/post';
import { useForm } from '../ui/use-form';

interface Props {
  email: string;
  /** Whether the address is verified; null where no e-mail is sent. */
  verified: boolean | null;
  /** The mails are on a page. */
  demonstration: boolean;
}

/** Shows the e-mail address of a local account, and the form that changes or verifies it. */
export function EmailForm({ email: initially, verified, demonstration }: Props) {
  const t = useTranslations('profile.email');
  const a = useTranslations('account');
  const [email, setEmail] = useState(initially);
  const [done, setDone] = useState<'mailed' | 'changed' | null>(null);
  const [asked, setAsked] = useState('');
  const { busy, refusal, onSubmit } = useForm(
    ({ email: wanted = '', password = '' }) => {
      setDone(null);
      setAsked(wanted);
      return post('/api/v1/local-account/email', { email: wanted.trim(), password });
    },
    (body, form) => {
      const { mailed } = body as { mailed: boolean };
      (form.elements.namedItem('password') as HTMLInputElement).value = '';
      if (!mailed) setEmail(asked);
      setDone(mailed ? 'mailed' : 'changed');
      return 'again';
    },
  );
  const wrongEmail = refusal?.field === 'email';
  const wrongPassword = refusal?.field === 'password';
  return (
    <form className="card flex flex-col gap-3 p-4" aria-label={t('title')} onSubmit={onSubmit}>
      <h2 className="font-semibold text-lg">{t('title')}</h2>
      <p className="text-sm">
        <span className="break-all">{email}</span>
        {verified !== null && <span className="text-soft"> · {t(verified ? 'verified' : 'unverified')}</span>}
      </p>
      <Field
        label={a('email')}
        hint={verified === null ? a('emailHint') : t('hint')}
        problem={wrongEmail ? t('wrong') : null}
        name="email"
        type="email"
        defaultValue={initially}
        required
        maxLength={254}
        autoComplete="email"
      />
      <Field
        label={a('password')}
        problem={wrongPassword ? a(`problems.${accountProblem(refusal)}`) : null}
        name="password"
        type="password"
        required
        maxLength={200}
        autoComplete="current-password"
      />
      <FormStatus refusal={refusal} fields={['email', 'password']}>
        {done && t(done)} {done === 'mailed' && demonstration && <MailsLink />}
      </FormStatus>
      <button type="submit" className="button self-start" disabled={busy}>
        {t(verified === null ? 'save' : 'send')}
      </button>
    </form>
  );
}
