'use client';

import { useLocale, useTranslations } from 'next-intl';
import type { WireOwnAlert } from '@/protocol/alerts';
import { DateTime } from '../ui/date-time';
import { ExpandIcon } from '../ui/icons';
import './alerts.css';
import { AlertTextIn } from './alert-text';
import { languagesFor, lookOf } from './look';
import { AlertWords } from './words';

/** Shows alerts with what the user answered; a tap shows the whole text, with its headline, in both languages. */
export function LastDay({ alerts }: { alerts: readonly WireOwnAlert[] }) {
  const t = useTranslations('myAlerts');
  const languages = languagesFor(useLocale());
  if (alerts.length === 0) return <p className="card p-4 text-soft">{t('lastDay.none')}</p>;
  return (
    <ul className="grid gap-3">
      {alerts.map(({ alert, answer }) => (
        <li key={alert.id} className="card overflow-clip">
          <details className="group" data-look={lookOf(alert)}>
            <summary className="alert-summary">
              <span className="alert-strip">
                <AlertWords alert={alert} size={20} />
                <ExpandIcon />
              </span>
              <span className="block px-4 pt-3 font-semibold text-name group-open:hidden">
                <span lang={languages[0]} dir="ltr">
                  {alert.texts[languages[0]].headline}
                </span>
              </span>
              <span className="block px-4 pt-1 pb-3 text-soft text-sm group-open:pt-3">
                <DateTime at={alert.at} to="minute" />
                {' · '}
                {answer === null
                  ? t('lastDay.unanswered')
                  : t('lastDay.answered', { answer: t(`answers.${answer}`) })}
              </span>
            </summary>
            <div className="alert-texts border-line border-t p-4">
              {languages.map((language) => (
                <AlertTextIn
                  key={language}
                  alert={alert}
                  language={language}
                  heading={(headline) => <h3 className="font-semibold text-name">{headline}</h3>}
                />
              ))}
            </div>
          </details>
        </li>
      ))}
    </ul>
  );
}
