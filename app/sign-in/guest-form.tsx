'use client';

import { useTranslations } from 'next-intl';
import { Field } from '../ui/field';
import { FormStatus } from '../ui/form-status';
import { signInBy } from '../ui/next-auth';
import { useForm } from '../ui/use-form';

/**
 * Shows the form that signs in a guest by a name for a day. `longest` is its maximum in characters, passed in because
 * importing it would add the parser of the protocol to the page.
 */
export function GuestForm({ after, longest }: { after: string; longest: number }) {
  const t = useTranslations('signIn');
  const { busy, refusal, onSubmit } = useForm(
    (fields) => signInBy('guest', fields),
    () => {
      location.assign(after);
      return 'leaving';
    },
  );
  return (
    <form className="flex flex-col gap-3" onSubmit={onSubmit}>
      <Field
        label={t('guestName')}
        hint={t('guestText')}
        name="name"
        required
        maxLength={longest}
        autoComplete="name"
      />
      <FormStatus refusal={refusal} />
      <button type="submit" className="button w-full" disabled={busy}>
        {t(busy ? 'entering' : 'guestButton')}
      </button>
    </form>
  );
}
