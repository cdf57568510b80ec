'use client';

import { useTranslations } from 'next-intl';
import { type FormEvent, useEffect, useRef } from 'react';
import type { Answer, KnownAlert } from '@/clients/state/alerts';
import { ALERT_ANSWERS, type AlertAnswer } from '@/protocol/alert-kinds';
import { NoteField } from '../ui/field';
import { HandIcon } from '../ui/icons';
import { CheckIcon, LeaveIcon } from '../ui/later-icons';

const ICONS = { safe: CheckIcon, help: HandIcon, away: LeaveIcon };

interface Props {
  known: KnownAlert;
  /** Whether a tap counts: not at the moment when the card appears, which nobody meant. */
  armed: boolean;
  onAnswer: (answer: Answer) => void;
}

/** Shows the answers to an active alert. Where it is not known where the user is, they answer a question. */
export function Answers({ known: { reason, answer }, armed, onAnswer }: Props) {
  const t = useTranslations('myAlerts');
  const asks = reason === 'unknown' && answer === null;
  const choices: readonly AlertAnswer[] = asks ? ['away', 'safe', 'help'] : ALERT_ANSWERS;
  return (
    <fieldset className="alert-answers">
      <legend className={asks ? 'pb-2 font-display font-semibold text-title' : 'sr-only'}>
        {t(asks ? 'areYouThere' : 'yourAnswer')}
      </legend>
      {choices.map((each) => {
        const AnswerIcon = ICONS[each];
        return (
          <button
            key={each}
            type="button"
            aria-pressed={answer === each}
            disabled={!armed}
            className={`alert-answer alert-answer-${each}`}
            onClick={() => onAnswer({ answer: each })}
          >
            <AnswerIcon size={24} />
            {t(asks ? `answersThere.${each}` : `answers.${each}`)}
          </button>
        );
      })}
    </fieldset>
  );
}

/** Asks once where exactly help is needed (`place`), which the server forgets when the alert ends. */
export function HelpPlace({
  place,
  onChange,
  onSend,
  onSkip,
}: {
  place: string;
  onChange: (place: string) => void;
  onSend: (place: string) => void;
  onSkip: () => void;
}) {
  const t = useTranslations('myAlerts.help');
  const title = useRef<HTMLHeadingElement>(null);
  // The button that had the focus is no longer in the document.
  useEffect(() => title.current?.focus(), []);

  function send(event: FormEvent) {
    event.preventDefault();
    if (place.trim() !== '') onSend(place.trim());
  }

  return (
    <form className="flex flex-col gap-3" onSubmit={send}>
      <h2 ref={title} tabIndex={-1} className="font-display font-semibold text-title">
        {t('title')}
      </h2>
      <p>{t('text')}</p>
      <NoteField label={t('label')} value={place} onChange={onChange} />
      <div className="flex flex-wrap gap-2">
        <button type="submit" className="alert-answer alert-answer-safe" disabled={place.trim() === ''}>
          {t('send')}
        </button>
        <button type="button" className="alert-answer alert-answer-away" onClick={onSkip}>
          {t('skip')}
        </button>
      </div>
    </form>
  );
}
