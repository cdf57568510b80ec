'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import type { WireCapMessage } from '@/protocol/cap';
import { post } from '../../ui/post';
import { type Problem, ProblemLine } from '../../ui/problem-line';
import { Time } from '../../ui/time';
import { placeOf } from '../area';
import { DeskLink } from '../desk-link';
import { useDesk } from '../desk-provider';
import { KindMark } from '../kind';

/** Shows what other authorities warn of, each with the way to an alert about it. */
export function CapMessages() {
  const { console } = useDesk();
  return (
    <ul className="card">
      {console.capMessages.map((message) => (
        <Message key={message.id} message={message} />
      ))}
    </ul>
  );
}

function Message({ message }: { message: WireCapMessage }) {
  const t = useTranslations('alertConsole.messages');
  const { has, refresh } = useDesk();
  const [problem, setProblem] = useState<Problem | null>(null);
  const { id, kind, type, sender, sent, signature } = message;
  async function dismiss() {
    const answer = await post(`/api/v1/cap-messages/${id}/dismiss`, {});
    setProblem(answer.ok ? null : answer);
    void refresh();
  }
  return (
    <li className="grid gap-1 border-line border-b px-4 py-3 last:border-0">
      {kind !== 'live' && <KindMark kind={kind} />}
      <p className="text-soft text-sm">
        <Time at={sent} /> · <bdi>{sender}</bdi> · {t(`types.${type}`)}
      </p>
      <MessageText message={message} />
      {signature === 'unchecked' && <p className="text-soft text-sm">{t('unchecked')}</p>}
      <div className="mt-1 flex flex-wrap gap-2">
        {has('drafter', kind === 'live' ? 'sole_operator' : 'drafter') && type !== 'cancel' && (
          <DeskLink to={{ view: 'new', kind, message: id }} className="button">
            {t('draft')}
          </DeskLink>
        )}
        {has('drafter', 'approver', 'sole_operator') && (
          <button type="button" className="button" onClick={dismiss}>
            {t('dismiss')}
          </button>
        )}
      </div>
      <ProblemLine problem={problem} />
    </li>
  );
}

/** Shows what a message says in the language of the page, if it has it, and where. */
export function MessageText({ message }: { message: WireCapMessage }) {
  const locale = useLocale();
  const { texts, event, areaDesc, campus, buildings } = message;
  const text = texts.find(({ language }) => language.toLowerCase().startsWith(locale)) ?? texts[0];
  const place = placeOf({ campus, buildings }) || areaDesc;
  return (
    <div lang={text?.language} dir="auto" className="grid gap-1 [overflow-wrap:anywhere]">
      <p className="font-semibold">{text?.headline ?? event}</p>
      {place && <p className="text-soft text-sm">{place}</p>}
      {text?.description && <p className="whitespace-pre-wrap">{text.description}</p>}
      {text?.instruction && <p className="whitespace-pre-wrap">{text.instruction}</p>}
    </div>
  );
}
