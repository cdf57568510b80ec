'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { errorKey } from '../../ui/error-key';
import { post } from '../../ui/post';

const FIELDS = ['id', 'name', 'latitude', 'longitude', 'radius'] as const;

/** Shows the form that adds a round building, or replaces the building with that id. */
export function BuildingForm() {
  const t = useTranslations('admin');
  const e = useTranslations('errors');
  const router = useRouter();
  const [state, setState] = useState<
    { kind: 'idle' | 'saving' } | { kind: 'saved' | 'failed'; text: string }
  >({ kind: 'idle' });

  async function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const value = (field: (typeof FIELDS)[number]) => String(data.get(field) ?? '').trim();
    setState({ kind: 'saving' });
    const answer = await post('/API/admin/buildings/add', {
      id: value('id'),
      name: value('name'),
      // Many languages write a decimal comma.
      latitude: value('latitude').replace(',', '.'),
      longitude: value('longitude').replace(',', '.'),
      radious: value('radius').replace(',', '.'),
    });
    if (!answer.ok) return setState({ kind: 'failed', text: e(errorKey(answer.code)) });
    setState({ kind: 'saved', text: t('buildings.saved', { name: value('name') }) });
    form.reset();
    router.refresh();
  }

  return (
    <form className="card p-4" onSubmit={save}>
      <h2 className="font-semibold text-lg">{t('buildings.add')}</h2>
      <p className="mb-3 text-soft text-sm">{t('buildings.addText')}</p>
      <div className="grid gap-3 sm:grid-cols-2">
        {FIELDS.map((field) => (
          <label key={field} className="text-sm">
            {field === 'id' || field === 'name' ? t(field) : t(`buildings.${field}`)}
            <input
              name={field}
              required
              inputMode={field === 'id' || field === 'name' ? undefined : 'decimal'}
              pattern={
                field === 'id'
                  ? '[A-Za-z0-9._\\-]{1,64}'
                  : field === 'name'
                    ? undefined
                    : '\\s*[+\\-]?\\d+([.,]\\d+)?\\s*'
              }
              autoComplete="off"
              className="field mt-1"
            />
          </label>
        ))}
      </div>
      <div className="mt-4 flex flex-wrap items-center gap-3">
        <button type="submit" className="button button-primary" disabled={state.kind === 'saving'}>
          {t('buildings.save')}
        </button>
        <p role="status" className={state.kind === 'failed' ? 'text-bad' : 'text-accent'}>
          {'text' in state && state.text}
        </p>
      </div>
    </form>
  );
}
