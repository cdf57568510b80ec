'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { MAX_BOT_NAME } from '@/protocol/fields';
import { errorKey } from '../../ui/error-key';
import { Field } from '../../ui/field';
import { post } from '../../ui/post';
import { useForm } from '../../ui/use-form';

// A value would bring the schemas into the page.
const MAX_CHARACTERS: typeof MAX_BOT_NAME = 60;

/** Shows the form that changes the name of a bot. An empty name shows its id. */
export function NameForm({ id, name }: { id: string; name: string | null }) {
  const t = useTranslations('bots.name');
  const e = useTranslations('errors');
  const router = useRouter();
  const [saved, setSaved] = useState(false);
  const { busy, refusal, onSubmit } = useForm(
    (fields) => post(`/api/v1/bots/${id}/name`, { name: fields.name?.trim() || null }),
    () => {
      setSaved(true);
      router.refresh();
      return 'again';
    },
  );
  return (
    <form className="card p-4" onSubmit={onSubmit}>
      <h2 className="mb-2 font-display text-title">{t('title')}</h2>
      <Field
        label={t('label')}
        hint={t('hint')}
        problem={refusal && e(errorKey(refusal.code))}
        name="name"
        defaultValue={name ?? ''}
        placeholder={id}
        maxLength={MAX_CHARACTERS}
        autoComplete="off"
        onInput={() => setSaved(false)}
      />
      <div className="mt-3 flex items-center gap-3">
        <button type="submit" className="button" disabled={busy}>
          {t('save')}
        </button>
        <p role="status" className="text-soft text-sm">
          {saved && t('saved')}
        </p>
      </div>
    </form>
  );
}
