'use client';

import { useTranslations } from 'next-intl';
import { useId } from 'react';
import type { RangeStop } from './range-stops';
import { useStopText } from './use-stop-text';

interface Props {
  stops: readonly RangeStop[];
  stop: number;
  reach: readonly (number | null)[];
  disabled: boolean;
  onStop: (stop: number) => void;
}

/** Shows the range as an ordinary slider: the equivalent of the ring for whoever cannot use the map. */
export function RangeSlider({ stops, stop, reach, disabled, onStop }: Props) {
  const t = useTranslations('range');
  const text = useStopText();
  const id = useId();
  const shown = text(stops[stop] as RangeStop, reach[stop] ?? null);
  return (
    <div className="px-4 pt-1 pb-3">
      <label htmlFor={id} className="flex items-baseline justify-between gap-2">
        <span className="heading">{t('title')}</span>
        <span className="text-accent text-sm">{shown}</span>
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={stops.length - 1}
        step={1}
        value={stop}
        disabled={disabled}
        aria-valuetext={shown}
        className="range-slider"
        onChange={(event) => onStop(Number(event.target.value))}
      />
      <p className="text-soft text-xs">{t('hint')}</p>
    </div>
  );
}
