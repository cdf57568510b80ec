'use client';

import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { REASONS } from '@/protocol/reasons';
import { Field, NoteField } from '../ui/field';
import { LENGTHS, type SuspensionDraft } from './suspension-draft';

interface Props {
  draft: SuspensionDraft;
  onChange: (draft: SuspensionDraft) => void;
}

/** Shows the fields of a suspension: for how long, why, and what the user is told. */
export function SuspensionFields({ draft, onChange }: Props) {
  const t = useTranslations('admin.suspension');
  const s = useTranslations('safety');
  const name = useId();
  const set = (change: Partial<SuspensionDraft>) => onChange({ ...draft, ...change });
  return (
    <>
      <fieldset>
        <legend className="pb-1.5 font-medium text-sm">{t('length')}</legend>
        <div className="flex flex-wrap gap-1.5">
          {LENGTHS.map((length) => (
            <button
              key={length}
              type="button"
              aria-pressed={draft.length === length}
              className="chip"
              onClick={() => set({ length })}
            >
              {length === 'date' ? t('untilDay') : t('days', { count: length })}
            </button>
          ))}
        </div>
        {draft.length === 'date' && (
          <div className="max-w-56 pt-2">
            <Field
              label={t('lastDay')}
              type="date"
              required
              value={draft.date}
              onChange={(event) => set({ date: event.target.value })}
            />
          </div>
        )}
      </fieldset>
      <fieldset>
        <legend className="pb-1.5 font-medium text-sm">{t('reason')}</legend>
        <div className="grid gap-1.5 sm:grid-cols-2">
          {REASONS.map((reason) => (
            <label key={reason} className="choice">
              <input
                type="radio"
                name={name}
                required
                checked={draft.reason === reason}
                className="size-5 flex-none accent-accent"
                onChange={() => set({ reason })}
              />
              {s(`reasons.${reason}.name`)}
            </label>
          ))}
        </div>
      </fieldset>
      <NoteField label={t('note')} value={draft.note} onChange={(note) => set({ note })} />
    </>
  );
}
