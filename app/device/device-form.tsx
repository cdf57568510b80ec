'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Scope } from '@/protocol/scopes';
import { Field } from '../ui/field';
import { type Posted, post } from '../ui/post';
import { ProblemLine } from '../ui/problem-line';
import { useForm } from '../ui/use-form';

interface Waiting {
  code: string;
  client: string;
  scopes: Scope[];
}

/** Shows the field for the code of a program, then the program with what it asks for, then what was decided. */
export function DeviceForm({ code }: { code: string }) {
  const t = useTranslations('device');
  const [waiting, setWaiting] = useState<Waiting | null>(null);
  const [decided, setDecided] = useState<'allowed' | 'refused' | null>(null);
  const { busy, refusal, onSubmit } = useForm(review, (body) => {
    setWaiting(body as Waiting);
    return 'again';
  });

  if (decided)
    return (
      <p role="status" className="card max-w-md p-4">
        {t(decided)}
      </p>
    );
  if (waiting) return <Decision waiting={waiting} onDecided={setDecided} />;
  return (
    <form className="card flex max-w-md flex-col gap-3 p-4" onSubmit={onSubmit}>
      <Field
        label={t('code')}
        hint={t('codeHint')}
        name="code"
        defaultValue={code}
        required
        maxLength={32}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        dir="ltr"
      />
      <ProblemLine problem={refusal} texts={{ not_found: t('unknown'), bad_request: t('unknown') }} />
      <button type="submit" className="button button-primary self-start" disabled={busy}>
        {t('next')}
      </button>
    </form>
  );
}

interface DecisionProps {
  waiting: Waiting;
  onDecided: (decided: 'allowed' | 'refused') => void;
}

function Decision({ waiting: { code, client, scopes }, onDecided }: DecisionProps) {
  const t = useTranslations('device');
  const s = useTranslations('profile.tokens.scope');
  const [allow, setAllow] = useState(false);
  const { busy, refusal, onSubmit } = useForm(
    () => post('/api/v1/device-codes/answer', { code, allow }),
    () => {
      onDecided(allow ? 'allowed' : 'refused');
      return 'leaving';
    },
  );
  return (
    <form className="card flex max-w-md flex-col gap-3 p-4" aria-label={t('title')} onSubmit={onSubmit}>
      <h2 className="font-display text-title">{t('asks', { client })}</h2>
      <ul className="grid gap-2">
        {scopes.map((scope) => (
          <li key={scope}>
            <span className="block font-medium">{s(`${scope}.name`)}</span>
            <span className="block text-soft text-sm">{s(`${scope}.hint`)}</span>
          </li>
        ))}
      </ul>
      <p className="text-sm">{t('warning')}</p>
      <ProblemLine problem={refusal} texts={{ not_found: t('unknown') }} />
      <div className="flex flex-wrap gap-3">
        <button
          type="submit"
          className="button button-primary"
          disabled={busy}
          onClick={() => setAllow(true)}
        >
          {t('allow')}
        </button>
        <button type="submit" className="button" disabled={busy} onClick={() => setAllow(false)}>
          {t('refuse')}
        </button>
      </div>
    </form>
  );
}

async function review({ code = '' }: Record<string, string>): Promise<Posted> {
  const answer = await post('/api/v1/device-codes/review', { code });
  return answer.ok ? { ok: true, body: { ...answer.body, code } } : answer;
}
