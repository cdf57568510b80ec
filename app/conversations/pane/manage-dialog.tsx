'use client';

import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import type { Conversation } from '@/clients/state/log';
import type { WireConversation } from '@/protocol/messages';
import { useClient } from '../../connection/client-provider';
import { useAttempt } from '../../connection/use-attempt';
import { Dialog, DialogButtons } from '../../ui/dialog';
import { Field } from '../../ui/field';
import { ProblemLine } from '../../ui/problem-line';

interface Props {
  conversation: Conversation;
  open: boolean;
  onClose: () => void;
}

/** Shows the dialog in which the owner of a group or a channel changes its title and topic, or deletes it. */
export function ManageDialog({ conversation: { id, kind, info }, open, onClose }: Props) {
  const t = useTranslations('manage');
  const n = useTranslations('newChannel');
  const { ask, dispatch } = useClient();
  const { problem, attempt } = useAttempt();
  const [deleting, setDeleting] = useState(false);

  async function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const read = (name: string) => String(data.get(name) ?? '').trim() || null;
    const change = { conversation: id, title: read('title'), topic: read('topic') };
    finish(await attempt(ask('change_title', change)));
  }

  async function remove() {
    finish(await attempt(ask('delete_conversation', { conversation: id })));
  }

  function finish(answer: { conversation: WireConversation } | null) {
    if (!answer) return;
    dispatch({ type: 'conversation', conversation: answer.conversation });
    setDeleting(false);
    onClose();
  }

  if (deleting)
    return (
      <Dialog open={open} onClose={onClose} title={t(kind === 'group' ? 'deleteGroup' : 'deleteChannel')}>
        <p className="text-soft">{t('deleteText')}</p>
        <ProblemLine problem={problem} className="pt-3" />
        <DialogButtons cancel={n('cancel')} onCancel={() => setDeleting(false)} className="mt-4">
          <button type="button" className="button button-danger" onClick={() => void remove()}>
            {t('delete')}
          </button>
        </DialogButtons>
      </Dialog>
    );
  return (
    <Dialog open={open} onClose={onClose} title={t(kind === 'group' ? 'group' : 'channel')}>
      <form className="flex flex-col gap-3" onSubmit={(event) => void save(event)}>
        <Field
          label={n('name')}
          name="title"
          defaultValue={info?.title ?? ''}
          required={kind === 'channel'}
          maxLength={60}
          autoComplete="off"
        />
        <Field
          label={n('topic')}
          name="topic"
          defaultValue={info?.topic ?? ''}
          maxLength={120}
          autoComplete="off"
        />
        <ProblemLine problem={problem} texts={{ conflict: n('taken') }} />
        <button
          type="button"
          className="button button-quiet self-start text-bad"
          onClick={() => setDeleting(true)}
        >
          {t(kind === 'group' ? 'deleteGroup' : 'deleteChannel')}
        </button>
        <DialogButtons cancel={n('cancel')} onCancel={onClose} className="mt-1">
          <button type="submit" className="button button-primary">
            {t('save')}
          </button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}
