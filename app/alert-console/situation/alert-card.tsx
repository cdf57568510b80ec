'use client';

import { useLocale, useTranslations } from 'next-intl';
import type { AlertLanguage } from '@/protocol/alert-kinds';
import type { WireConsole } from '@/protocol/alerts';
import { Time } from '../../ui/time';
import { placeOf } from '../area';
import { UpdateClock } from '../clock';
import { DeskLink } from '../desk-link';
import { useDesk } from '../desk-provider';
import { CHANGES } from '../desk-route';
import { KIND_LOOKS, KindMark } from '../kind';
import { Numbers } from '../numbers';
import { CancelButton } from './cancel-button';
import { ReviewDue } from './review-due';

/** Returns the language of alerts that a reader of the pages sees first. */
export function useAlertLanguage(): AlertLanguage {
  return useLocale() === 'pt' ? 'pt' : 'en';
}

type Props = WireConsole['alerts'][number];

/** Shows an active alert: whom it has reached, when its next update is due, and what officers do with it. */
export function AlertCard({ alert, numbers, reviewDue }: Props) {
  const t = useTranslations('alertConsole');
  const { has } = useDesk();
  const language = useAlertLanguage();
  const link = 'button justify-center';
  return (
    <article
      aria-label={alert.texts[language].headline}
      className={`card grid gap-4 p-4 ${KIND_LOOKS[alert.kind].card}`}
    >
      <header className="grid gap-1.5">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-soft text-sm">
          <KindMark kind={alert.kind} />
          <span>{t('revision', { n: alert.revision })}</span>
          <span>{t.rich('issued', { time: () => <Time at={alert.issued} /> })}</span>
        </p>
        <h3 lang={language} dir="auto" className="font-display text-title">
          {alert.texts[language].headline}
        </h3>
        <p className="text-soft">{placeOf(alert.area)}</p>
      </header>
      {alert.nextUpdate && <UpdateClock due={alert.nextUpdate} />}
      <ReviewDue alert={alert} due={reviewDue} />
      <Numbers numbers={numbers} />
      <div className="grid grid-cols-2 gap-2 max-sm:[&>:last-child:nth-child(odd)]:col-span-2 sm:grid-cols-3">
        {has('drafter') &&
          CHANGES.map((as) => (
            <DeskLink key={as} to={{ view: 'change', alert: alert.id, as }} className={link}>
              {t(`changes.${as}`)}
            </DeskLink>
          ))}
        {has('warden') && (
          <DeskLink to={{ view: 'roll-call', id: alert.id }} className={link}>
            {t('rollCall.title')}
          </DeskLink>
        )}
        {has('drafter', 'approver', 'sole_operator', 'auditor') && (
          <DeskLink to={{ view: 'alert', id: alert.id }} className={link}>
            {t('record.title')}
          </DeskLink>
        )}
        {has('drafter', 'approver', 'sole_operator') && <CancelButton alert={alert} />}
      </div>
    </article>
  );
}
