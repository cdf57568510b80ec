'use client';

import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { MAX_NOTE } from '@/protocol/reasons';
import { FormStatus } from '../ui/form-status';
import { post } from '../ui/post';
import { useForm } from '../ui/use-form';

interface Props {
  buildings: readonly { id: string; name: string }[];
  /** The id of the user's building, which is chosen first; null when it is not known. */
  here: string | null;
}

/** Shows the form that reports an incident to the officers. */
export function ReportIncident({ buildings, here }: Props) {
  const t = useTranslations('myAlerts.report');
  const id = useId();
  const [sent, setSent] = useState(false);
  const { busy, refusal, onSubmit } = useForm(
    ({ text = '', building }) => {
      setSent(false);
      return post('/api/v1/incidents', { text: text.trim(), ...(building && { building }) });
    },
    (_, form) => {
      form.reset();
      setSent(true);
      return 'again';
    },
  );
  return (
    <form className="card grid gap-4 p-4" onSubmit={onSubmit}>
      <label className="grid gap-1 text-sm" htmlFor={`${id}-text`}>
        {t('label')}
        <textarea
          id={`${id}-text`}
          name="text"
          required
          rows={3}
          maxLength={MAX_NOTE}
          className="field py-2.5"
        />
      </label>
      <label className="grid gap-1 text-sm" htmlFor={`${id}-building`}>
        {t('where')}
        <select id={`${id}-building`} name="building" defaultValue={here ?? ''} className="field">
          <option value="">{t('somewhere')}</option>
          {buildings.map((building) => (
            <option key={building.id} value={building.id}>
              {building.name}
            </option>
          ))}
        </select>
      </label>
      <FormStatus refusal={refusal}>{sent && t('sent')}</FormStatus>
      <div>
        <button type="submit" className="button button-danger" disabled={busy}>
          {t('send')}
        </button>
      </div>
    </form>
  );
}
