'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useClientState } from '../../connection/client-provider';
import { Dialog } from '../../ui/dialog';
import { CHOICES, type Choice, durationOf, rememberChoice, type SharingDuration } from './sharing-duration';

interface Props {
  open: boolean;
  /** Days for which administrators can read the user's movements; null when they are not stored. */
  movementsKept: number | null;
  onClose: () => void;
  onFollow: (duration: SharingDuration) => void;
  onPick: (duration: SharingDuration) => void;
}

/** Shows the dialog that explains sharing and starts it for the chosen time. */
export function SharingDialog({ open, movementsKept, onClose, onFollow, onPick }: Props) {
  const t = useTranslations('sharing');
  const you = useClientState((state) => state.you.id);
  const [choice, setChoice] = useState<Choice>('hour');

  function follow() {
    rememberChoice(you, choice);
    onFollow(durationOf(choice));
  }

  return (
    <Dialog open={open} onClose={onClose} title={t('title')}>
      <p>{t('who')}</p>
      {movementsKept !== null && (
        <p className="mt-2 text-soft text-sm">{t('kept', { days: movementsKept })}</p>
      )}
      <fieldset className="mt-4">
        <legend className="mb-1 font-semibold text-sm">{t('lasting.title')}</legend>
        <div className="grid grid-cols-2 rounded-xl bg-sunk p-1">
          {CHOICES.map((each) => (
            <label key={each} className="segment px-1.5 text-center">
              <input type="radio" name="lasting" checked={choice === each} onChange={() => setChoice(each)} />
              {t(`lasting.${each}`)}
            </label>
          ))}
        </div>
        <p className="mt-1 min-h-10 text-soft text-sm" aria-live="polite">
          {t(`lastingText.${choice}`)}
        </p>
      </fieldset>
      <details className="text-soft text-sm">
        <summary className="min-h-9 py-1.5 font-medium">{t('keeps')}</summary>
        <p className="pb-2">
          {t('forgets')} {movementsKept === null && t('notKept')}
        </p>
        <a href="/who-sees-me" className="link inline-flex min-h-9 items-center">
          {t('lookups')}
        </a>
      </details>
      <div className="mt-2 flex flex-col gap-2">
        <button type="button" className="button button-primary" onClick={follow}>
          {t('follow')}
        </button>
        <button type="button" className="button" onClick={() => onPick(durationOf(choice))}>
          {t('pick')}
        </button>
        <button type="button" className="button button-quiet" onClick={onClose}>
          {t('notNow')}
        </button>
      </div>
    </Dialog>
  );
}
