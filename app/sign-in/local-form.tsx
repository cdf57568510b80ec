'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Field } from '../ui/field';
import { FormStatus } from '../ui/form-status';
import { signInBy } from '../ui/next-auth';
import { useForm } from '../ui/use-form';

/** Shows the form that signs in with a username and a password of Quad. */
export function LocalForm({ after }: { after: string }) {
  const t = useTranslations('signIn');
  const a = useTranslations('account');
  const { busy, refusal, onSubmit } = useForm(
    (fields) => signInBy('local', fields),
    () => {
      location.assign(after);
      return 'leaving';
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
      <Field
        label={a('password')}
        name="password"
        type="password"
        required
        maxLength={200}
        autoComplete="current-password"
      />
      <FormStatus refusal={refusal} />
      <button type="submit" className="button button-primary w-full" disabled={busy}>
        {t(busy ? 'entering' : 'title')}
      </button>
      <p className="text-sm text-soft">
        {t('noAccount')}{' '}
        <Link href={`/register?callbackUrl=${encodeURIComponent(after)}`} className="link">
          {t('register')}
        </Link>
      </p>
    </form>
  );
}
