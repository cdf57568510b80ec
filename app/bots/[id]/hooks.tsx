'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { HookCall } from '@/protocol/hooks';
import { DateTime } from '../../ui/date-time';
import { errorKey } from '../../ui/error-key';
import { Field } from '../../ui/field';
import { post } from '../../ui/post';
import { Secret } from '../../ui/secret';
import { useForm } from '../../ui/use-form';
import { DeleteHook } from './delete-hook';

interface Hook {
  id: string;
  name: string;
  formerUntil: string | null;
  calls: HookCall[];
}

/** Shows the webhooks of a bot with their last calls, and the form that creates one. An address is shown once. */
export function Hooks({ botId, hooks }: { botId: string; hooks: Hook[] }) {
  const t = useTranslations('bots.hooks');
  const e = useTranslations('errors');
  const router = useRouter();
  const [shown, setShown] = useState<{ name: string; path: string } | null>(null);
  const [problem, setProblem] = useState('');
  const form = useForm(
    ({ name = '' }) => post(`/api/v1/bots/${botId}/hooks`, { name }),
    (body, element) => {
      setShown({ name: new FormData(element).get('name') as string, path: (body as { path: string }).path });
      element.reset();
      router.refresh();
      return 'again';
    },
  );

  async function replace({ id, name }: Hook) {
    const answer = await post(`/api/v1/hooks/${id}/secret`, { overlapHours: 24 });
    setProblem(answer.ok ? '' : e(errorKey(answer.code)));
    if (answer.ok) setShown({ name, path: answer.body.path });
    router.refresh();
  }

  return (
    <section className="card p-4" aria-labelledby="hooks">
      <h2 id="hooks" className="mb-2 font-display text-title">
        {t('title')}
      </h2>
      <p className="mb-3 text-soft text-sm">{t('text')}</p>
      {shown && (
        <Secret
          title={t('secretTitle', { name: shown.name })}
          text={t('secretText')}
          secret={window.location.origin + shown.path}
          onDone={() => setShown(null)}
        />
      )}
      <ul className="flex flex-col gap-4">
        {hooks.map((hook) => (
          <li key={hook.id} className="border-line border-b pb-3">
            <h3 className="font-medium">
              <bdi>{hook.name}</bdi>
            </h3>
            {hook.formerUntil && (
              <p className="text-sm text-warn-ink">
                {t('formerUntil')} <DateTime at={hook.formerUntil} to="minute" />
              </p>
            )}
            <Calls calls={hook.calls} />
            <p className="flex flex-wrap gap-2 pt-2">
              <button
                type="button"
                className="button"
                aria-label={t('replaceName', { name: hook.name })}
                onClick={() => replace(hook)}
              >
                {t('replace')}
              </button>
              <DeleteHook path={`/api/v1/hooks/${hook.id}`} name={hook.name} text={t('removeText')} />
            </p>
          </li>
        ))}
      </ul>
      <p role="alert" className="text-bad text-sm empty:hidden">
        {problem}
      </p>
      <form onSubmit={form.onSubmit} className="mt-3 flex flex-col gap-3">
        <Field
          label={t('name')}
          hint={t('hint')}
          problem={form.refusal && e(errorKey(form.refusal.code))}
          name="name"
          required
          maxLength={60}
          autoComplete="off"
        />
        <button type="submit" className="button self-start" disabled={form.busy}>
          {t('create')}
        </button>
      </form>
    </section>
  );
}

function Calls({ calls }: { calls: HookCall[] }) {
  const t = useTranslations('bots.hooks');
  if (calls.length === 0) return <p className="text-soft text-sm">{t('noCalls')}</p>;
  return (
    <details>
      <summary className="min-h-11 cursor-pointer py-2 text-sm">
        {t('calls', { count: calls.length })}
      </summary>
      <ol className="flex flex-col gap-1 text-sm">
        {calls.map(({ at, answer, ignored }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two calls can be of the same moment
          <li key={i}>
            <DateTime at={at} to="minute" /> · {t(`answers.${answer}`)}
            {ignored.length > 0 && (
              <span className="block break-words text-soft text-xs">
                {t('ignored')} <span className="font-mono">{ignored.join(', ')}</span>
              </span>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}
