'use client';

import { useTranslations } from 'next-intl';
import type { Conversation } from '@/clients/state/log';
import { useClient } from '../../connection/client-provider';
import { useAttempt } from '../../connection/use-attempt';
import { Dialog, DialogButtons } from '../../ui/dialog';
import { ProblemLine } from '../../ui/problem-line';

interface Props {
  conversation: Conversation;
  open: boolean;
  onClose: () => void;
}

/** Asks for confirmation before leaving: only a public channel can be joined again without an invitation. */
export function LeaveDialog({ conversation: { id, kind, info }, open, onClose }: Props) {
  const t = useTranslations('details');
  const { ask, dispatch } = useClient();
  const { problem, attempt } = useAttempt();

  async function leave() {
    const answer = await attempt(ask('leave_conversation', { conversation: id }));
    if (!answer) return;
    dispatch({ type: 'conversation', conversation: answer.conversation });
    onClose();
  }

  return (
    <Dialog open={open} onClose={onClose} title={t(kind === 'group' ? 'leaveGroup' : 'leaveChannel')}>
      <p className="text-soft">{info?.public ? t('leavePublic') : t('leavePrivate')}</p>
      <ProblemLine problem={problem} className="pt-3" />
      <DialogButtons cancel={t('stay')} onCancel={onClose} className="mt-4">
        <button type="button" className="button button-danger" onClick={() => void leave()}>
          {t('leave')}
        </button>
      </DialogButtons>
    </Dialog>
  );
}
