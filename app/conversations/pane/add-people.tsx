'use client';

import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import type { Conversation } from '@/clients/state/log';
import { useClient } from '../../connection/client-provider';
import { useAttempt } from '../../connection/use-attempt';
import { PeoplePicker } from '../../people/people-picker';
import { Dialog, DialogButtons } from '../../ui/dialog';
import { ProblemLine } from '../../ui/problem-line';

interface Props {
  conversation: Conversation;
  members: readonly { id: string }[];
  open: boolean;
  onClose: () => void;
}

/** Shows the dialog that adds people to a group or a channel. */
export function AddPeople({ conversation: { id, kind }, members, open, onClose }: Props) {
  const t = useTranslations('choose');
  const { ask, dispatch } = useClient();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const { problem, attempt } = useAttempt();
  const without = useMemo(() => members.map((member) => member.id), [members]);

  async function add() {
    const answer = await attempt(ask('add_members', { conversation: id, users: [...chosen] }));
    if (!answer) return;
    dispatch({ type: 'conversation', conversation: answer.conversation });
    setChosen([]);
    onClose();
  }

  return (
    <Dialog open={open} onClose={onClose} title={t('addTitle')}>
      <p className="pb-3 text-soft text-sm">{t(kind === 'group' ? 'addToGroup' : 'addToChannel')}</p>
      <PeoplePicker chosen={chosen} onChosen={setChosen} without={without} />
      <ProblemLine problem={problem} className="pt-2" />
      <DialogButtons cancel={t('cancel')} onCancel={onClose} className="mt-4">
        <button
          type="button"
          className="button button-primary"
          disabled={chosen.length === 0}
          onClick={() => void add()}
        >
          {t('addButton', { count: chosen.length })}
        </button>
      </DialogButtons>
    </Dialog>
  );
}
