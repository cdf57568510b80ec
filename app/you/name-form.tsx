'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Field } from '../ui/field';
import { FormStatus } from '../ui/form-status';
import { post } from '../ui/post';
import { useForm } from '../ui/use-form';

/** Shows the form that changes the name of a local account. */
export function NameForm({ name }: { name: string }) {
  const t = useTranslations('profile.name');
  const [saved, setSaved] = useState(false);
  const { busy, refusal, onSubmit } = useForm(
    (fields) => {
      setSaved(false);
      return post('/api/v1/profile', { name: fields.name ?? '' });
    },
    () => {
      setSaved(true);
      return 'again';
    },
  );
  return (
    <form className="card flex flex-col gap-3 p-4" aria-label={t('title')} onSubmit={onSubmit}>
      <h2 className="font-semibold text-lg">{t('title')}</h2>
      <Field
        label={t('label')}
        hint={t('hint')}
        problem={refusal?.code === 'bad_request' ? t('wrong') : null}
        name="name"
        defaultValue={name}
        required
        maxLength={120}
        autoComplete="name"
      />
      <FormStatus refusal={refusal?.code === 'bad_request' ? null : refusal}>
        {saved && t('saved')}
      </FormStatus>
      <button type="submit" className="button self-start" disabled={busy}>
        {t('title')}
      </button>
    </form>
  );
}
