'use client';

import { useTranslations } from 'next-intl';
import { Field } from '../../ui/field';
import { useDesk } from '../desk-provider';
import type { Choice } from './choice';

interface Props {
  choice: Choice;
  onChange: (values: Choice['values']) => void;
}

/** Shows a field for each variable of the template, of the type of the variable. */
export function Variables({ choice: { template, values }, onChange }: Props) {
  const t = useTranslations('alertConsole.compose');
  const { places } = useDesk();
  const variables = template?.content.variables ?? [];
  if (variables.length === 0) return null;
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      {variables.map(({ name, type }) => {
        const value = values[name] ?? '';
        const set = (next: string) => onChange({ ...values, [name]: next });
        const label = name === 'time' ? t('variables.happened') : t(`variables.${type}`, { name });
        if (type === 'building')
          return (
            <label key={name} className="block text-sm">
              {label}
              <select className="field mt-1" value={value} onChange={(event) => set(event.target.value)}>
                <option value="">{t('choose')}</option>
                {(places.places?.buildings ?? []).map((building) => (
                  <option key={building.id} value={building.id}>
                    {building.name}
                  </option>
                ))}
              </select>
            </label>
          );
        return (
          <Field
            key={name}
            label={label}
            value={value}
            type={type === 'time' ? 'time' : 'text'}
            inputMode={type === 'number' ? 'numeric' : undefined}
            maxLength={20}
            onChange={(event) => set(event.target.value)}
          />
        );
      })}
    </div>
  );
}

const NEXT_UPDATES = [5, 15, 30, 60, 120];
const EXPIRIES = [60, 240, 720, 1440];

/** Shows when the next update is promised, and when the alert ends by itself. */
export function Timing({ choice, onChange }: { choice: Choice; onChange: (part: Partial<Choice>) => void }) {
  const t = useTranslations('alertConsole.compose');
  const d = useTranslations('alertConsole.draft');
  if (choice.template?.content.ends) return null;
  return (
    <details className="card px-4 py-2">
      <summary className="flex min-h-11 items-center font-medium">
        {t('timing', { next: choice.nextUpdateMinutes, end: choice.expiresMinutes })}
      </summary>
      <div className="grid gap-3 pb-3 sm:grid-cols-2">
        <Minutes
          label={d('nextUpdate')}
          of={NEXT_UPDATES}
          value={choice.nextUpdateMinutes}
          onChange={(nextUpdateMinutes) => onChange({ nextUpdateMinutes })}
        />
        <Minutes
          label={d('expires')}
          of={EXPIRIES}
          value={choice.expiresMinutes}
          onChange={(expiresMinutes) => onChange({ expiresMinutes })}
        />
      </div>
    </details>
  );
}

interface MinutesProps {
  label: string;
  of: readonly number[];
  value: number;
  onChange: (minutes: number) => void;
}

function Minutes({ label, of, value, onChange }: MinutesProps) {
  const t = useTranslations('alertConsole.draft');
  return (
    <label className="block text-sm">
      {label}
      <select className="field mt-1" value={value} onChange={(event) => onChange(Number(event.target.value))}>
        {of.map((n) => (
          <option key={n} value={n}>
            {t('minutes', { n })}
          </option>
        ))}
      </select>
    </label>
  );
}
