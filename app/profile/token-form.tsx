'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { SCOPES } from '@/protocol/scopes';
import { errorKey } from '../ui/error-key';
import { post } from '../ui/post';
import { Secret } from '../ui/secret';

const DAYS = [7, 30, 90, 365];
const USUAL_DAYS = 90;

type Stage =
  | { kind: 'form'; problem: string }
  | { kind: 'asking' }
  | { kind: 'secret'; name: string; secret: string };

/** Makes a token and shows it, this once. Only an administrator has administration to give. */
export function TokenForm({ administrator }: { administrator: boolean }) {
  const t = useTranslations('profile.tokens');
  const e = useTranslations('errors');
  const router = useRouter();
  const [stage, setStage] = useState<Stage>({ kind: 'form', problem: '' });

  async function make(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const name = String(data.get('name') ?? '').trim();
    const scopes = data.getAll('scope');
    if (scopes.length === 0) return setStage({ kind: 'form', problem: t('noScope') });
    setStage({ kind: 'asking' });
    const answer = await post('/api/v1/tokens', { name, scopes, days: Number(data.get('days')) });
    if (!answer.ok) {
      const problem = answer.code === 'conflict' ? t('tooMany') : e(errorKey(answer.code));
      return setStage({ kind: 'form', problem });
    }
    const { token } = answer.body as { token: string };
    setStage({ kind: 'secret', name, secret: token });
    router.refresh();
  }

  if (stage.kind === 'secret') {
    return (
      <Secret
        title={t('secretTitle', { name: stage.name })}
        text={t('secretText')}
        secret={stage.secret}
        onDone={() => setStage({ kind: 'form', problem: '' })}
      />
    );
  }
  return (
    <form className="card mt-6 p-4" onSubmit={make}>
      <h3 className="mb-3 font-semibold">{t('new')}</h3>
      <div className="grid gap-3 sm:grid-cols-[1fr_12rem]">
        <div>
          <label className="text-sm">
            {t('name')}
            <input
              name="name"
              required
              maxLength={120}
              pattern=".*\S.*"
              autoComplete="off"
              aria-describedby="token-name-hint"
              className="field mt-1"
            />
          </label>
          <p id="token-name-hint" className="mt-1 text-soft text-xs">
            {t('nameHint')}
          </p>
        </div>
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
        <button type="submit" className="button button-primary" disabled={stage.kind === 'asking'}>
          {t('submit')}
        </button>
        <p role="status" className="text-bad">
          {stage.kind === 'form' && stage.problem}
        </p>
      </div>
    </form>
  );
}
