'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { OutgoingHook } from '@/protocol/outgoing-hooks';
import { DateTime } from '../../ui/date-time';
import { errorKey } from '../../ui/error-key';
import { type Posted, post } from '../../ui/post';
import { Secret } from '../../ui/secret';
import { DeleteHook } from './delete-hook';
import { NewOutgoingHook } from './new-outgoing-hook';
import { OutgoingEvents } from './outgoing-events';

interface Props {
  botId: string;
  hooks: OutgoingHook[];
  /** The user may let a webhook hear all messages. */
  mayHearAll: boolean;
}

/** Shows the webhooks that Quad calls for a bot, with their last events, and the form that creates one. */
export function OutgoingHooks({ botId, hooks, mayHearAll }: Props) {
  const t = useTranslations('bots.outgoing');
  const e = useTranslations('errors');
  const router = useRouter();
  const [shown, setShown] = useState<{ name: string; secret: string } | null>(null);
  const [problem, setProblem] = useState('');

  /** Shows what became of a change. */
  function note(answer: Posted) {
    setProblem(answer.ok ? '' : e(errorKey(answer.code)));
    router.refresh();
  }

  async function replace({ id, name }: OutgoingHook) {
    const answer = await post(`/api/v1/outgoing-hooks/${id}/secret`, { overlapHours: 24 });
    if (answer.ok) setShown({ name, secret: answer.body.secret });
    note(answer);
  }

  return (
    <section className="card p-4" aria-labelledby="outgoing">
      <h2 id="outgoing" className="mb-2 font-display text-title">
        {t('title')}
      </h2>
      <p className="mb-3 text-soft text-sm">{t('text')}</p>
      {shown && (
        <Secret
          title={t('secretTitle', { name: shown.name })}
          text={t('secretText')}
          secret={shown.secret}
          onDone={() => setShown(null)}
        />
      )}
      <ul className="flex flex-col gap-4">
        {hooks.map((hook) => (
          <li key={hook.id} className="border-line border-b pb-3">
            <h3 className="font-medium">
              <bdi>{hook.name}</bdi>
            </h3>
            <p dir="ltr" className="break-all font-mono text-soft text-xs">
              {hook.url}
            </p>
            <State hook={hook} />
            <OutgoingEvents
              events={hook.events}
              replay={async (event) =>
                note(await post(`/api/v1/outgoing-hooks/${hook.id}/replay`, { event }))
              }
            />
            <p className="flex flex-wrap gap-2 pt-2">
              <button
                type="button"
                className="button"
                aria-label={t(hook.off ? 'switchOnName' : 'switchOffName', { name: hook.name })}
                onClick={async () =>
                  note(await post(`/api/v1/outgoing-hooks/${hook.id}/settings`, { on: hook.off !== null }))
                }
              >
                {t(hook.off ? 'switchOn' : 'switchOff')}
              </button>
              <button
                type="button"
                className="button"
                aria-label={t('replaceName', { name: hook.name })}
                onClick={() => replace(hook)}
              >
                {t('replace')}
              </button>
              <DeleteHook
                path={`/api/v1/outgoing-hooks/${hook.id}`}
                name={hook.name}
                text={t('removeText')}
              />
            </p>
          </li>
        ))}
      </ul>
      <p role="alert" className="text-bad text-sm empty:hidden">
        {problem}
      </p>
      <NewOutgoingHook
        botId={botId}
        mayHearAll={mayHearAll}
        onCreated={(created) => {
          setShown(created);
          router.refresh();
        }}
      />
    </section>
  );
}

function State({ hook: { hears, off, failingSince, formerUntil, waiting } }: { hook: OutgoingHook }) {
  const t = useTranslations('bots.outgoing');
  return (
    <>
      <p className="text-sm">{t(`hears.${hears}`)}</p>
      {off && (
        <p className="text-bad text-sm">
          {t(`off.${off.reason}`)} <DateTime at={off.at} to="minute" />
        </p>
      )}
      {!off && failingSince && (
        <p className="text-sm text-warn-ink">
          {t('failingSince')} <DateTime at={failingSince} to="minute" />
        </p>
      )}
      {waiting > 0 && <p className="text-sm text-warn-ink">{t('waiting', { count: waiting })}</p>}
      {formerUntil && (
        <p className="text-sm text-warn-ink">
          {t('formerUntil')} <DateTime at={formerUntil} to="minute" />
        </p>
      )}
    </>
  );
}
