'use client';

import { useTranslations } from 'next-intl';
import { Field } from '../ui/field';
import { FormStatus } from '../ui/form-status';
import { signInBy } from '../ui/next-auth';
import type { Refusal } from '../ui/post';
import { useForm } from '../ui/use-form';

/** Shows the form that signs in with a username and a password of Quad. */
export function LocalForm({ after }: { after: string }) {
  const t = useTranslations('signIn');
  const a = useTranslations('account');
  const f = useTranslations('forgotten');
  const { busy, refusal, onSubmit } = useForm(
    async (fields) => {
      const answer = await signInBy('local', fields);
      // The page says until when and why, as after any other way of signing in.
      if (!answer.ok && answer.code === 'suspended') location.assign(suspendedUrl(answer));
      return answer;
    },
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
        {t('noAccount')} {/* Not Next's link, whose code is larger than this form. */}
        <a href={`/register?callbackUrl=${encodeURIComponent(after)}`} className="link">
          {t('register')}
        </a>
        {' · '}
        <a href="/forgot-password" className="link">
          {f('title')}
        </a>
      </p>
    </form>
  );
}

function suspendedUrl({ until, reason }: Refusal): string {
  const parameters = { error: 'suspended', ...(until && { until }), ...(reason && { reason }) };
  return `/sign-in?${new URLSearchParams(parameters)}`;
}
