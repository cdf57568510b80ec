'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { errorKey } from '../ui/error-key';
import { post } from '../ui/post';
import { Secret } from '../ui/secret';

type Stage =
  | { kind: 'form'; problem: string }
  | { kind: 'sending' }
  | { kind: 'secret'; id: string; secret: string };

/** Shows the form that registers a bot, and then its secret once. */
export function RegisterForm({ buildings }: { buildings: { id: string; name: string }[] }) {
  const t = useTranslations('bots');
  const e = useTranslations('errors');
  const router = useRouter();
  const [stage, setStage] = useState<Stage>({ kind: 'form', problem: '' });

  async function register(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const id = String(data.get('id') ?? '').trim();
    setStage({ kind: 'sending' });
    const answer = await post('/API/bot/register', { id, b_id: String(data.get('building') ?? '') });
    if (!answer.ok) return setStage({ kind: 'form', problem: e(errorKey(answer.code)) });
    const { pass } = answer.body;
    setStage({ kind: 'secret', id, secret: pass });
    router.refresh();
  }

  if (stage.kind === 'secret') {
    return (
      <Secret
        title={t('secretTitle', { name: stage.id })}
        text={t('secretText')}
        secret={stage.secret}
        onDone={() => setStage({ kind: 'form', problem: '' })}
      />
    );
  }
  return (
    <form className="card mt-6 p-4" onSubmit={register}>
      <h2 className="mb-3 font-display text-title">{t('register')}</h2>
      <div className="grid gap-3 sm:grid-cols-2">
        <label className="text-sm">
          {t('id')}
          <input
            name="id"
            required
            pattern="[A-Za-z0-9._\-]{1,64}"
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            aria-describedby="bot-id-hint"
            className="field mt-1"
          />
          <span id="bot-id-hint" className="mt-1 block text-soft text-xs">
            {t('idHint')}
          </span>
        </label>
        <label className="text-sm">
          {t('building')}
          <select name="building" required defaultValue="" className="field mt-1">
            <option value="" disabled>
              {t('choose')}
            </option>
            {buildings.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div className="mt-4 flex flex-wrap items-center gap-3">
        <button type="submit" className="button button-primary" disabled={stage.kind === 'sending'}>
          {t('submit')}
        </button>
        <p role="status" className="text-bad">
          {stage.kind === 'form' && stage.problem}
        </p>
      </div>
    </form>
  );
}
