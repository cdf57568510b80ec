'use client';

import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { useClient } from '../../connection/client-provider';
import { useAttempt } from '../../connection/use-attempt';
import { Dialog, DialogButtons } from '../../ui/dialog';
import { ProblemLine } from '../../ui/problem-line';
import type { NewConversationProps } from './new-message';

/** Shows the dialog that creates a channel. */
export function NewChannel({ open, onClose, onOpened }: NewConversationProps) {
  const t = useTranslations('newChannel');
  return (
    <Dialog open={open} onClose={onClose} title={t('title')}>
      <ChannelForm onClose={onClose} onOpened={onOpened} />
    </Dialog>
  );
}

/** Mounted anew each time that the dialog opens. */
function ChannelForm({ onClose, onOpened }: Omit<NewConversationProps, 'open'>) {
  const t = useTranslations('newChannel');
  const { ask, dispatch } = useClient();
  const [title, setTitle] = useState('');
  const [topic, setTopic] = useState('');
  const [open, setOpen] = useState(true);
  const { problem, attempt } = useAttempt();
  const id = useId();
  const nameTaken = problem?.code === 'conflict';

  async function create() {
    const about = topic.trim() === '' ? {} : { topic: topic.trim() };
    const answer = await attempt(
      ask('create_conversation', { kind: 'channel', title: title.trim(), public: open, ...about }),
    );
    if (!answer) return;
    dispatch({ type: 'conversation', conversation: answer.conversation });
    onOpened({ of: 'conversation', id: answer.conversation.id });
  }

  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void create();
      }}
    >
      <label>
        <span className="font-medium text-sm">{t('name')}</span>
        <input
          required
          value={title}
          maxLength={60}
          aria-invalid={nameTaken}
          aria-describedby={nameTaken ? `${id}-taken` : undefined}
          className="field mt-1"
          onChange={(event) => setTitle(event.target.value)}
        />
        {nameTaken && (
          <span id={`${id}-taken`} className="text-bad text-sm">
            {t('taken')}
          </span>
        )}
      </label>
      <label>
        <span className="font-medium text-sm">{t('topic')}</span>
        <input
          value={topic}
          maxLength={120}
          className="field mt-1"
          onChange={(event) => setTopic(event.target.value)}
        />
      </label>
      <fieldset>
        <legend className="pb-1 font-medium text-sm">{t('who')}</legend>
        <div className="flex flex-col gap-1">
          {([true, false] as const).map((value) => (
            <label
              key={String(value)}
              className="flex min-h-11 items-start gap-3 rounded-xl px-2 py-2 hover:bg-sunk"
            >
              <input
                type="radio"
                name={id}
                checked={open === value}
                className="mt-0.5 size-5 flex-none accent-accent"
                onChange={() => setOpen(value)}
              />
              <span>
                <span className="block font-medium">{t(value ? 'public' : 'private')}</span>
                <span className="block text-soft text-sm">{t(value ? 'publicText' : 'privateText')}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      {!nameTaken && <ProblemLine problem={problem} />}
      <DialogButtons cancel={t('cancel')} onCancel={onClose}>
        <button type="submit" className="button button-primary" disabled={title.trim() === ''}>
          {t('create')}
        </button>
      </DialogButtons>
    </form>
  );
}
