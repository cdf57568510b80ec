'use client';

import { useTranslations } from 'next-intl';
import { ALERT_ANSWERS, type AlertAnswer } from '@/protocol/alert-kinds';
import type { WireRollCall } from '@/protocol/alerts';
import { PersonAvatar } from '../../people/photos';
import { Time } from '../../ui/time';

interface Props {
  person: WireRollCall['people'][number];
  /** Whether answers are still taken. */
  open: boolean;
  onAnswer: (answer: AlertAnswer) => void;
}

/** The look of each answer: words say the same. */
const LOOKS: Record<AlertAnswer, string> = {
  safe: 'bg-tint text-accent',
  help: 'bg-bad text-on-bad',
  away: 'bg-sunk text-ink',
};

/** Shows a person of a roll-call with the answer, and the buttons that answer for them. */
export function RollRow({ person, open, onAnswer }: Props) {
  const t = useTranslations('alertConsole.rollCall');
  const r = useTranslations('alertTerms');
  const { id, name, building, reach, reason, answer, answeredBy, place, at } = person;
  return (
    <li className="grid gap-2 border-line border-b px-4 py-3 last:border-0 sm:grid-cols-[minmax(0,1fr)_auto] sm:items-center">
      <div className="flex min-w-0 items-start gap-3">
        <PersonAvatar id={id} name={name} size={40} />
        <div className="min-w-0">
          <p className="flex flex-wrap items-center gap-2">
            <bdi className="font-medium">{name}</bdi>
            {answer && (
              <span className={`rounded-full px-2 py-0.5 font-semibold text-sm ${LOOKS[answer]}`}>
                {r(`answers.${answer}`)}
              </span>
            )}
          </p>
          <p className="text-soft text-sm">
            {[building?.name, r(`reasons.${reason}`)].filter(Boolean).join(' · ')}
            {answer === null && ` · ${r(`reaches.${reach}`)}`}
            {at && (
              <>
                {' · '}
                <Time at={at} />
              </>
            )}
            {answeredBy && ` · ${t('by', { name: answeredBy.name })}`}
          </p>
          {place && (
            <p dir="auto" className="mt-1 rounded-control bg-bad-tint px-3 py-1.5 font-medium">
              {place}
            </p>
          )}
        </div>
      </div>
      {open && (
        <fieldset aria-label={t('answerFor', { name })} className="flex min-w-0 gap-1.5">
          {ALERT_ANSWERS.map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={answer === each}
              className="chip min-h-11 flex-1 justify-center sm:flex-none"
              onClick={() => onAnswer(each)}
            >
              {r(`answers.${each}`)}
            </button>
          ))}
        </fieldset>
      )}
    </li>
  );
}
