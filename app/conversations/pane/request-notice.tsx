'use client';

import { useTranslations } from 'next-intl';
import type { Conversation } from '@/clients/state/log';
import { requestOf } from '@/clients/state/requests';
import { useClient, useClientState } from '../../connection/client-provider';
import { useAttempt } from '../../connection/use-attempt';
import type { Person } from '../../safety/open-dialog';
import { useSafety } from '../../safety/safety-provider';
import { ProblemLine } from '../../ui/problem-line';

interface Props {
  conversation: Conversation;
  person: Person;
}

/** Asks what to do with a message request, above the composer; shows nothing in any other conversation. */
export function RequestNotice({ conversation, person }: Props) {
  const t = useTranslations('requests');
  const { ask, dispatch } = useClient();
  const safety = useSafety();
  const { problem, attempt } = useAttempt();
  const request = useClientState((state) => requestOf(conversation, state.you));
  if (!request) return null;

  async function answer(answer: 'accept' | 'ignore') {
    const answered = await attempt(ask('answer_request', { conversation: conversation.id, answer }));
    if (answered) dispatch({ type: 'conversation', conversation: answered.conversation });
  }

  return (
    <section
      aria-label={t('one')}
      className="mx-auto mb-2 w-[calc(100%-1.5rem)] max-w-[42.5rem] flex-none rounded-card bg-sunk px-4 py-3"
    >
      <p className="font-medium">{t('wants', { name: person.name })}</p>
      <p className="text-soft text-sm">{request === 'ignored' ? t('ignoredHint') : t('hint')}</p>
      <div className="flex flex-wrap gap-2 pt-2">
        <button type="button" className="button button-primary" onClick={() => answer('accept')}>
          {t('accept')}
        </button>
        {request === 'waiting' && (
          <button type="button" className="button bg-card" onClick={() => answer('ignore')}>
            {t('ignore')}
          </button>
        )}
        <button type="button" className="button button-bad" onClick={() => safety.block(person)}>
          {t('block')}
        </button>
      </div>
      <ProblemLine problem={problem} className="pt-2" />
    </section>
  );
}
