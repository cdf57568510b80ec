'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useClient } from '../../connection/client-provider';
import { useAttempt } from '../../connection/use-attempt';
import { Dialog, DialogButtons } from '../../ui/dialog';
import { CloseIcon } from '../../ui/icons';
import { ProblemLine } from '../../ui/problem-line';

interface Props {
  conversation: string;
  person: { id: string; name: string };
}

/** Shows the button with which the owner removes a member, or hands the conversation over to them. */
export function OwnerActions({ conversation, person }: Props) {
  const t = useTranslations('manage');
  const { ask, dispatch } = useClient();
  const { problem, attempt } = useAttempt();
  const [open, setOpen] = useState(false);

  async function act(event: 'remove_member' | 'hand_over') {
    const answer = await attempt(ask(event, { conversation, user: person.id }));
    if (!answer) return;
    dispatch({ type: 'conversation', conversation: answer.conversation });
    setOpen(false);
  }

  return (
    <>
      <button
        type="button"
        aria-label={t('member', { name: person.name })}
        className="icon-button"
        onClick={() => setOpen(true)}
      >
        <CloseIcon />
      </button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('member', { name: person.name })}>
        <p className="text-soft">{t('memberText')}</p>
        <ProblemLine problem={problem} className="pt-3" />
        <DialogButtons cancel={t('cancel')} onCancel={() => setOpen(false)} className="mt-4">
          <button type="button" className="button" onClick={() => void act('hand_over')}>
            {t('handOver')}
          </button>
          <button type="button" className="button button-danger" onClick={() => void act('remove_member')}>
            {t('remove')}
          </button>
        </DialogButtons>
      </Dialog>
    </>
  );
}
