'use client';

import { useTranslations } from 'next-intl';
import { accountProblem } from '../ui/account-problem';
import { Field } from '../ui/field';
import { FormStatus } from '../ui/form-status';
import { signInBy } from '../ui/next-auth';
import { type Posted, post } from '../ui/post';
import { useForm } from '../ui/use-form';

const FIELDS = ['username', 'name', 'email', 'password'];

/** Shows the form that creates a local account and signs in with it. */
export function RegisterForm({ after }: { after: string }) {
  const t = useTranslations('register');
  const a = useTranslations('account');
  const { busy, refusal, onSubmit } = useForm(register, (signedIn) => {
    // The account exists even if this sign-in fails.
    location.assign(signedIn ? after : '/sign-in');
    return 'leaving';
  });
  const problem = (field: string) =>
    refusal?.field === field
      ? refusal.code === 'bad_request'
        ? t(`wrong.${field as 'username'}`)
        : a(`problems.${accountProblem(refusal)}`)
      : null;
  return (
    <form className="flex flex-col gap-3" onSubmit={onSubmit}>
      <Field
        label={a('username')}
        hint={t('usernameHint')}
        problem={problem('username')}
        name="username"
        required
        maxLength={32}
        autoCapitalize="none"
        autoComplete="username"
        spellCheck={false}
      />
      <Field
        label={t('name')}
        hint={t('nameHint')}
        problem={problem('name')}
        name="name"
        required
        maxLength={120}
        autoComplete="name"
      />
      <Field
        label={a('email')}
        hint={a('emailHint')}
        problem={problem('email')}
        name="email"
        type="email"
        required
        maxLength={254}
        autoComplete="email"
      />
      <Field
        label={a('password')}
        hint={a('passwordHint')}
        problem={problem('password')}
        name="password"
        type="password"
        required
        maxLength={200}
        autoComplete="new-password"
      />
      <FormStatus refusal={refusal} fields={FIELDS} />
      <button type="submit" className="button button-primary w-full" disabled={busy}>
        {t(busy ? 'busy' : 'submit')}
      </button>
    </form>
  );
}

async function register(fields: Record<string, string>): Promise<Posted> {
  const username = (fields.username ?? '').trim().toLowerCase();
  const registered = await post('/api/v1/local-account/register', {
    username,
    name: fields.name ?? '',
    email: fields.email ?? '',
    password: fields.password ?? '',
  });
  if (!registered.ok) return registered;
  const signedIn = await signInBy('local', { username, password: fields.password ?? '' });
  return { ok: true, body: signedIn.ok };
}
