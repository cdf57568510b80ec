'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import type { WireEntry } from '@/protocol/messages';
import { useClient } from '../../connection/client-provider';
import { useAttempt } from '../../connection/use-attempt';
import type { Person } from '../../people/names';
import { PersonAvatar } from '../../people/photos';
import { Dialog, DialogButtons } from '../../ui/dialog';
import { ProblemLine } from '../../ui/problem-line';

interface Props {
  /** The message of the user; null while the dialog is closed. */
  entry: WireEntry | null;
  onClose: () => void;
}

/** Shows who has read a message of the user in a group. */
export function ReadersDialog({ entry, onClose }: Props) {
  const t = useTranslations('timeline');
  return (
    <Dialog open={entry !== null} onClose={onClose} title={t('readTitle')}>
      {entry && <Readers entry={entry} />}
      <DialogButtons cancel={t('close')} onCancel={onClose} className="mt-4" />
    </Dialog>
  );
}

function Readers({ entry: { conversation, seq } }: { entry: WireEntry }) {
  const t = useTranslations('timeline');
  const { ask } = useClient();
  const { problem, attempt } = useAttempt();
  const [answer, setAnswer] = useState<{ readers: Person[] | null }>();

  useEffect(() => {
    void attempt(ask('list_readers', { conversation: conversation.id, seq })).then(
      (answered) => answered && setAnswer(answered),
    );
  }, [ask, attempt, conversation.id, seq]);

  return (
    // As high before the answer as with one person.
    <div className="max-h-[50dvh] min-h-12 overflow-y-auto">
      {answer?.readers === null && <p className="text-soft">{t('receiptsOff')}</p>}
      {answer?.readers?.length === 0 && <p className="text-soft">{t('readByNobody')}</p>}
      {answer?.readers && answer.readers.length > 0 && (
        <ul className="grid gap-1">
          {answer.readers.map((person) => (
            <li key={person.id} className="flex min-h-12 items-center gap-3">
              <PersonAvatar id={person.id} name={person.name} />
              <span dir="auto" className="min-w-0 truncate font-medium">
                {person.name}
              </span>
            </li>
          ))}
        </ul>
      )}
      <ProblemLine problem={problem} />
    </div>
  );
}
