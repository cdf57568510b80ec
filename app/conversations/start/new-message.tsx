'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { View } from '@/clients/state/views';
import { useClient } from '../../connection/client-provider';
import { useAttempt } from '../../connection/use-attempt';
import { PeoplePicker } from '../../people/people-picker';
import { Dialog, DialogButtons } from '../../ui/dialog';
import { ProblemLine } from '../../ui/problem-line';

export interface NewConversationProps {
  open: boolean;
  onClose: () => void;
  onOpened: (view: View) => void;
}

/** Shows the dialog that starts a direct conversation, or a group with several people. */
export function NewMessage({ open, onClose, onOpened }: NewConversationProps) {
  const t = useTranslations('choose');
  return (
    <Dialog open={open} onClose={onClose} title={t('title')}>
      <NewMessageForm onClose={onClose} onOpened={onOpened} />
    </Dialog>
  );
}

/** Mounted anew each time that the dialog opens. */
function NewMessageForm({ onClose, onOpened }: Omit<NewConversationProps, 'open'>) {
  const t = useTranslations('choose');
  const { ask, dispatch } = useClient();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [title, setTitle] = useState('');
  const { problem, attempt } = useAttempt();
  const group = chosen.length > 1;

  async function start() {
    const [username] = chosen;
    if (username === undefined) return;
    if (!group) return onOpened({ of: 'direct', username });
    const named = title.trim() === '' ? {} : { title: title.trim() };
    const answer = await attempt(ask('create_conversation', { kind: 'group', users: [...chosen], ...named }));
    if (!answer) return;
    dispatch({ type: 'conversation', conversation: answer.conversation });
    onOpened({ of: 'conversation', id: answer.conversation.id });
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <PeoplePicker chosen={chosen} onChosen={setChosen} />
      {group && (
        <label className="block pt-3">
          <span className="font-medium text-sm">{t('groupName')}</span>
          <input
            value={title}
            maxLength={60}
            className="field mt-1"
            onChange={(event) => setTitle(event.target.value)}
          />
        </label>
      )}
      <ProblemLine problem={problem} className="pt-2" />
      <DialogButtons cancel={t('cancel')} onCancel={onClose} className="mt-4">
        <button type="submit" className="button button-primary" disabled={chosen.length === 0}>
          {group ? t('startGroup', { count: chosen.length }) : t('start')}
        </button>
      </DialogButtons>
    </form>
  );
}
