'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { SCOPES, type Scope } from '@/protocol/scopes';
import { errorKey } from '../ui/error-key';
import { Field } from '../ui/field';
import { type Posted, post } from '../ui/post';
import { Secret } from '../ui/secret';
import { useForm } from '../ui/use-form';

const DAYS = [7, 30, 90, 365];
const USUAL_DAYS = 90;

/**
 * Shows the form that creates an API token, and then its secret once. Only administrators can choose the scope of the
 * administration.
 */
export function TokenForm({ administrator }: { administrator: boolean }) {
  const t = useTranslations('profile.tokens');
  const e = useTranslations('errors');
  const router = useRouter();
  const [created, setCreated] = useState<{ name: string; token: string } | null>(null);
  const { busy, refusal, onSubmit } = useForm(create, (body) => {
    setCreated(body as { name: string; token: string });
    router.refresh();
    return 'again';
  });

  if (created) {
    return (
      <Secret
        title={t('secretTitle', { name: created.name })}
        text={t('secretText')}
        secret={created.token}
        onDone={() => setCreated(null)}
      />
    );
  }
  const problem =
    refusal?.field === 'scopes'
      ? t('noScope')
      : refusal?.code === 'conflict'
        ? t('tooMany')
        : refusal && e(errorKey(refusal.code));
  return (
    <form className="card mt-6 p-4" onSubmit={onSubmit}>
      <h3 className="mb-3 font-semibold">{t('new')}</h3>
      <div className="grid gap-3 sm:grid-cols-[1fr_12rem]">
        <Field
          label={t('name')}
          hint={t('nameHint')}
          name="name"
          required
          maxLength={120}
          pattern=".*\S.*"
          autoComplete="off"
        />
        <label className="text-sm">
          {t('days')}
          <select name="days" defaultValue={USUAL_DAYS} className="field mt-1">
            {DAYS.map((days) => (
              <option key={days} value={days}>
                {t('dayCount', { days })}
              </option>
            ))}
          </select>
        </label>
      </div>
      <fieldset className="mt-4">
        <legend className="text-sm">{t('scopes')}</legend>
        <div className="grid gap-x-4 sm:grid-cols-2">
          {SCOPES.filter((scope) => scope !== 'admin' || administrator).map((scope) => (
            <label key={scope} className="flex min-h-11 cursor-pointer items-center gap-3 py-1">
              <input type="checkbox" name="scope" value={scope} className="size-6 flex-none accent-accent" />
              <span>
                <span className="block font-medium">{t(`scope.${scope}.name`)}</span>
                <span className="block text-soft text-sm">{t(`scope.${scope}.hint`)}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <div className="mt-4 flex flex-wrap items-center gap-3">
        <button type="submit" className="button button-primary" disabled={busy}>
          {t('submit')}
        </button>
        <p role="status" className="text-bad">
          {problem}
        </p>
      </div>
    </form>
  );
}

async function create(fields: Record<string, string>, data: FormData): Promise<Posted> {
  const name = (fields.name ?? '').trim();
  const scopes = data.getAll('scope') as Scope[];
  if (scopes.length === 0) return { ok: false, code: 'bad_request', field: 'scopes' };
  const answer = await post('/api/v1/tokens', { name, scopes, days: Number(fields.days) });
  return answer.ok ? { ok: true, body: { ...answer.body, name } } : answer;
}
