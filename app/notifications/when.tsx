'use client';

import { useTranslations } from 'next-intl';
import { type FormEvent, useId, useState } from 'react';
import type { WireNotificationSettings } from '@/protocol/notifications';
import { DateTime } from '../ui/date-time';
import { post } from '../ui/post';
import { Switch } from '../ui/switch';
import { useChange } from './use-change';

const HOUR_MS = 3_600_000;
/** From eleven in the evening to seven in the morning. */
const NIGHT = { from: 23 * 60, until: 7 * 60 };

/** Shows when nothing notifies: do not disturb for a while, and the quiet hours of each day. */
export function When({ settings }: { settings: WireNotificationSettings }) {
  const t = useTranslations('notifications.when');
  const { change, problem } = useChange();
  const { quiet, doNotDisturbUntil } = settings;
  const update = (body: Partial<WireNotificationSettings>) =>
    void change(() => post('/api/v1/notifications', body));
  const disturbAfter = (ms: number) => update({ doNotDisturbUntil: new Date(Date.now() + ms).toISOString() });
  return (
    <div className="card grid gap-4 p-4">
      <fieldset>
        <legend className="font-medium">{t('disturb')}</legend>
        <p className="text-soft text-sm">
          {doNotDisturbUntil ? (
            <>
              {t('until')} <DateTime at={doNotDisturbUntil} to="minute" />
            </>
          ) : (
            t('disturbHint')
          )}
        </p>
        <div className="flex flex-wrap gap-2 pt-2">
          {[1, 8, 24].map((hours) => (
            <button
              key={hours}
              type="button"
              className="button"
              onClick={() => disturbAfter(hours * HOUR_MS)}
            >
              {t('hours', { hours })}
            </button>
          ))}
          {doNotDisturbUntil && (
            <button
              type="button"
              className="button button-quiet"
              onClick={() => update({ doNotDisturbUntil: null })}
            >
              {t('end')}
            </button>
          )}
        </div>
      </fieldset>
      <Switch
        label={t('quiet')}
        hint={t('quietHint')}
        on={quiet !== null}
        onClick={() => update({ quiet: quiet ? null : { ...NIGHT, timeZone: zoneHere() } })}
      />
      {quiet && (
        <QuietHours
          key={`${quiet.from}-${quiet.until}`}
          quiet={quiet}
          onChange={(hours) => update({ quiet: { ...hours, timeZone: zoneHere() } })}
        />
      )}
      <p role="status" className="text-bad text-sm empty:hidden">
        {problem}
      </p>
    </div>
  );
}

function QuietHours({
  quiet,
  onChange,
}: {
  quiet: { from: number; until: number };
  onChange: (hours: { from: number; until: number }) => void;
}) {
  const t = useTranslations('notifications.when');
  const id = useId();
  const [from, setFrom] = useState(textOf(quiet.from));
  const [until, setUntil] = useState(textOf(quiet.until));
  const changed = from !== textOf(quiet.from) || until !== textOf(quiet.until);
  function save(event: FormEvent) {
    event.preventDefault();
    onChange({ from: minutesOf(from), until: minutesOf(until) });
  }
  return (
    <form className="flex flex-wrap items-end gap-3" onSubmit={save}>
      <div>
        <label htmlFor={`${id}-from`} className="block text-sm">
          {t('from')}
        </label>
        <input
          id={`${id}-from`}
          type="time"
          required
          value={from}
          className="field mt-1"
          onChange={(event) => setFrom(event.target.value)}
        />
      </div>
      <div>
        <label htmlFor={`${id}-until`} className="block text-sm">
          {t('to')}
        </label>
        <input
          id={`${id}-until`}
          type="time"
          required
          value={until}
          className="field mt-1"
          onChange={(event) => setUntil(event.target.value)}
        />
      </div>
      <button type="submit" className="button" disabled={!changed}>
        {t('save')}
      </button>
    </form>
  );
}

const zoneHere = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Returns minutes of the day as `hh:mm`. */
const textOf = (minutes: number) =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');

function minutesOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return hours * 60 + minutes;
}
