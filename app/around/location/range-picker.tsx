'use client';

import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import type { MAX_RANGE, MIN_RANGE } from '@/protocol/fields';
import { useClientState } from '../../connection/client-provider';

// Only types are imported: the values would add the parser of the whole protocol to the page.
const MIN: typeof MIN_RANGE = 128;
const MAX: typeof MAX_RANGE = 5000;
const CHOICES: readonly number[] = [128, 256, 512, 1000];

/** Shows the choice of the user's range in metres, which the server stores. */
export function RangePicker({ disabled, onRange }: { disabled: boolean; onRange: (range: number) => void }) {
  const t = useTranslations('range');
  const place = useClientState((state) => state.place);
  const [own, setOwn] = useState<string | null>(null);
  const id = useId();
  const range = place?.range;
  const other = own !== null || (range !== undefined && !CHOICES.includes(range));
  const value = own ?? (range === undefined ? '' : String(range));
  const metres = /^\d{1,4}$/.test(value.trim()) ? Number(value) : null;
  const valid = metres !== null && metres >= 1 && metres <= MAX;

  return (
    <fieldset disabled={disabled} className="mt-3 border-line border-t pt-3 disabled:opacity-60">
      <legend className="float-left mb-2 w-full font-medium">{t('title')}</legend>
      <div className="clear-both flex flex-wrap rounded-xl bg-sunk p-1">
        {CHOICES.map((choice) => (
          <label key={choice} className="segment flex-1 whitespace-nowrap px-1.5">
            <input
              type="radio"
              name="range"
              checked={!other && range === choice}
              onChange={() => {
                setOwn(null);
                onRange(choice);
              }}
            />
            {choice < 1000 ? t('metres', { metres: choice }) : t('kilometres', { kilometres: choice / 1000 })}
          </label>
        ))}
        <label className="segment flex-1 whitespace-nowrap px-1.5">
          <input
            type="radio"
            name="range"
            checked={other}
            onChange={() => setOwn(range === undefined ? '' : String(range))}
          />
          {t('other')}
        </label>
      </div>
      {other && (
        <form
          className="mt-2 flex items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            if (!valid) return;
            onRange(metres);
            setOwn(null);
          }}
        >
          <label className="min-w-0 flex-1 text-sm" htmlFor={id}>
            {t('own')}
            <input
              id={id}
              inputMode="numeric"
              value={value}
              aria-invalid={!valid}
              aria-describedby={`${id}-limits`}
              className="field mt-1"
              onChange={(event) => setOwn(event.target.value)}
            />
          </label>
          <button type="submit" className="button" disabled={!valid}>
            {t('set')}
          </button>
        </form>
      )}
      {other && (
        <p id={`${id}-limits`} className="mt-1 text-soft text-xs">
          {t('limits', { least: MIN, most: MAX })}
        </p>
      )}
    </fieldset>
  );
}
