'use client';

import { useTranslations } from 'next-intl';
import type { Conversation } from '@/clients/state/log';
import { useClient } from '../../connection/client-provider';
import { useAttempt } from '../../connection/use-attempt';
import { ProblemLine } from '../../ui/problem-line';

const WHY = {
  building: 'leftBuilding',
  nearby: 'leftBuilding', // never shown, because nobody leaves their own feed
  channel: 'leftChannel',
  group: 'leftGroup',
  direct: 'leftDirect',
} as const;

/**
 * Replaces the composer in a conversation that the user left, or whose other user was erased. A public channel can be
 * joined again.
 */
export function ClosedNotice({ conversation }: { conversation: Conversation }) {
  const t = useTranslations('conversation');
  const { ask, dispatch } = useClient();
  const { problem, attempt } = useAttempt();
  const { id, kind, info } = conversation;

  async function join() {
    const answer = await attempt(ask('join_channel', { conversation: id }));
    if (answer) dispatch({ type: 'conversation', conversation: answer.conversation });
  }

  return (
    <div className="flex-none border-line border-t px-5 py-4 pb-[max(1rem,env(safe-area-inset-bottom))] text-center text-soft text-sm">
      <p>{t(WHY[kind])}</p>
      {info?.public && (
        <button type="button" className="button mt-3" onClick={join}>
          {t('joinAgain')}
        </button>
      )}
      <ProblemLine problem={problem} className="pt-2" />
    </div>
  );
}
