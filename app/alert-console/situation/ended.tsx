'use client';

import { useTranslations } from 'next-intl';
import type { WireConsole } from '@/protocol/alerts';
import { Time } from '../../ui/time';
import { DeskLink } from '../desk-link';
import { useDesk } from '../desk-provider';
import { KindMark } from '../kind';
import { useAlertLanguage } from './alert-card';
import { ReviewDue } from './review-due';

/** Shows the alerts that ended within a day, each with the way to its record. */
export function Ended({ alerts }: { alerts: WireConsole['alerts'] }) {
  const t = useTranslations('alertConsole');
  const k = useTranslations('alertTerms.types');
  const { has } = useDesk();
  const language = useAlertLanguage();
  const reads = has('drafter', 'approver', 'sole_operator', 'auditor');
  return (
    <ul className="card">
      {alerts.map(({ alert, numbers, reviewDue }) => (
        <li key={alert.id} className="grid gap-2 border-line border-b px-4 py-3 last:border-0">
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-soft text-sm">
            <KindMark kind={alert.kind} />
            <span className="font-medium text-ink">{k(alert.type)}</span>
            <Time at={alert.at} />
            <span>{t('told', { n: numbers.targeted })}</span>
          </p>
          <p lang={language}>
            {reads ? (
              <DeskLink
                to={{ view: 'alert', id: alert.id }}
                className="link inline-flex min-h-11 items-center font-medium"
              >
                {alert.texts[language].headline}
              </DeskLink>
            ) : (
              alert.texts[language].headline
            )}
          </p>
          <ReviewDue alert={alert} due={reviewDue} />
        </li>
      ))}
    </ul>
  );
}
