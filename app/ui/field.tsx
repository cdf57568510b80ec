'use client';

import { useTranslations } from 'next-intl';
import { type InputHTMLAttributes, useId, useState } from 'react';
import { MAX_NOTE } from '@/protocol/reasons';

interface Props extends InputHTMLAttributes<HTMLInputElement> {
  label: string;
  /** A hint about the input. */
  hint?: string;
  /** The problem with the input. */
  problem?: string | null;
}

/** Shows an input with its label, hint and problem, which assistive technology announces with it. */
export function Field({ label, hint, problem, type = 'text', ...input }: Props) {
  const t = useTranslations('account');
  const id = useId();
  const [shown, setShown] = useState(false);
  const secret = type === 'password';
  const described = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ');
  return (
    <div>
      <label htmlFor={id} className="block text-sm">
        {label}
      </label>
      <div className="relative mt-1">
        <input
          {...input}
          id={id}
          type={secret && shown ? 'text' : type}
          aria-invalid={problem ? true : undefined}
          aria-describedby={described || undefined}
          className={`field ${secret ? 'pe-24' : ''}`}
        />
        {secret && (
          <button
            type="button"
            aria-pressed={shown}
            aria-label={t('showPassword', { label })}
            className="absolute inset-y-0 inset-e-0 min-w-11 rounded-lg px-3 font-medium text-accent text-sm"
            onClick={() => setShown(!shown)}
          >
            {t(shown ? 'hide' : 'show')}
          </button>
        )}
      </div>
      {problem && (
        <p id={`${id}-problem`} className="mt-1 text-bad text-sm">
          {problem}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} className="mt-1 text-soft text-xs">
          {hint}
        </p>
      )}
    </div>
  );
}

/** Shows the field for the note of a report, with its label. */
export function NoteField({
  label,
  value,
  rows = 3,
  onChange,
}: {
  label: string;
  value: string;
  rows?: number;
  onChange: (note: string) => void;
}) {
  return (
    <label className="block">
      <span className="font-medium text-sm">{label}</span>
      <textarea
        value={value}
        maxLength={MAX_NOTE}
        rows={rows}
        className="field mt-1 h-auto resize-y py-2"
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}
