'use client';

import { useLocale, useTranslations } from 'next-intl';
import type { KnownAlert } from '@/clients/state/alerts';
import './alerts.css';
import { languagesFor, lookAt } from './look';
import { AlertWords } from './words';

/** The most alerts that are shown at once; the others are folded. */
const MAX_STRIPS = 3;

interface Props {
  alerts: readonly KnownAlert[];
  /** The alerts (ids) of which the server refused the answer. */
  refused: ReadonlySet<string>;
  /** The server's time in milliseconds since 1970. */
  now: number;
  onOpen: (id: string) => void;
}

/** Shows the active alerts that the user has answered or closed, each with the answer; a tap opens the alert again. */
export function AlertStrip({ alerts, refused, now, onOpen }: Props) {
  const t = useTranslations('myAlerts');
  const [language] = languagesFor(useLocale());
  if (alerts.length === 0) return null;
  const strip = ({ alert, answer, due }: KnownAlert) => (
    <button
      key={alert.id}
      type="button"
      aria-haspopup="dialog"
      className="alert-strip"
      data-look={lookAt(alert, now)}
      onClick={() => onOpen(alert.id)}
    >
      <AlertWords alert={alert} size={20} now={now} />
      <span lang={language} dir="ltr" className="alert-strip-headline">
        {alert.texts[language].headline}
      </span>
      <span className="ms-auto flex-none font-semibold text-sm">
        {due
          ? t('sending')
          : refused.has(alert.id)
            ? t('refused')
            : answer !== null
              ? t(`answered.${answer}`)
              : t('open')}
      </span>
    </button>
  );
  const more = alerts.slice(MAX_STRIPS);
  return (
    <section aria-label={t('active')} className="max-h-[50dvh] flex-none overflow-y-auto">
      {alerts.slice(0, MAX_STRIPS).map(strip)}
      {more.length > 0 && (
        <details>
          <summary className="flex min-h-11 items-center bg-sunk px-4 font-semibold text-sm">
            {t('more', { count: more.length })}
          </summary>
          {more.map(strip)}
        </details>
      )}
    </section>
  );
}
