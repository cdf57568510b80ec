'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { ALERT_KINDS } from '@/protocol/alert-kinds';
import type { WireAlertDraft } from '@/protocol/alerts';
import { useServerNow } from '../../connection/use-server-now';
import { KIND_ICONS } from '../../ui/alert-icons';
import { DeskLink } from '../desk-link';
import { useDesk } from '../desk-provider';
import { KIND_LOOKS } from '../kind';
import { Title } from '../title';
import { AlertCard } from './alert-card';
import { CapMessages } from './cap-messages';
import { DraftCard } from './draft-card';
import { Ended } from './ended';
import { Incidents } from './incidents';

/** Shows what is going on: active alerts, what waits for an approver, reports of people and of other authorities, and the ways to a new alert. */
export function Situation() {
  const t = useTranslations('alertConsole.situation');
  const { console, has } = useDesk();
  // What an approver can act on stands before everything else.
  const now = useServerNow(5_000);
  const waits = ({ approvableUntil }: WireAlertDraft) =>
    approvableUntil !== null && Date.parse(approvableUntil) > now;
  const submitted = console.drafts.filter(waits);
  const others = console.drafts.filter((draft) => !waits(draft));
  const active = console.alerts.filter(({ alert }) => alert.active);
  const ended = console.alerts.filter(({ alert }) => !alert.active);
  return (
    <>
      <Title>{t('title')}</Title>
      <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_20rem] lg:items-start">
        <div className="grid min-w-0 gap-6">
          {submitted.length > 0 && (
            <Part title={t('submitted')}>
              {submitted.map((draft) => (
                <DraftCard key={draft.id} draft={draft} />
              ))}
            </Part>
          )}
          <Part title={t('active')}>
            {active.map((each) => (
              <AlertCard key={each.alert.id} {...each} />
            ))}
            {active.length === 0 && <p className="card p-4 text-soft">{t('quiet')}</p>}
          </Part>
          {others.length > 0 && (
            <Part title={t('drafts')}>
              {others.map((draft) => (
                <DraftCard key={draft.id} draft={draft} />
              ))}
            </Part>
          )}
          {ended.length > 0 && (
            <Part title={t('ended')}>
              <Ended alerts={ended} />
            </Part>
          )}
        </div>
        <div className="grid gap-6">
          {has('drafter', 'sole_operator') && <NewAlert />}
          {console.capMessages.length > 0 && (
            <Part title={t('messages')}>
              <CapMessages />
            </Part>
          )}
          <Part title={t('incidents')}>
            <Incidents />
          </Part>
        </div>
      </div>
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="grid min-w-0 gap-3">
      <h2 className="font-display text-title">{title}</h2>
      {children}
    </section>
  );
}

/** Shows the three kinds of a new alert, which look as different as they are. */
function NewAlert() {
  const t = useTranslations('alertConsole.situation');
  const { has } = useDesk();
  const kinds = has('drafter') ? ALERT_KINDS : (['live'] as const);
  return (
    <section aria-label={t('new')} className="order-first grid gap-2 lg:order-none">
      <h2 className="font-display text-title">{t('new')}</h2>
      {kinds.map((kind) => {
        const Icon = KIND_ICONS[kind];
        return (
          <DeskLink
            key={kind}
            to={{ view: 'new', kind }}
            className={`flex items-center gap-3 rounded-card px-4 py-3 font-semibold ${KIND_LOOKS[kind].button} ${kind === 'live' ? 'min-h-16 text-name' : 'min-h-14'}`}
          >
            <span className="grid w-7 flex-none place-items-center">
              <Icon size={kind === 'live' ? 28 : 22} />
            </span>
            <span className="min-w-0">
              {t(`kinds.${kind}`)}
              <span className="block font-normal text-sm">{t(`reach.${kind}`)}</span>
            </span>
          </DeskLink>
        );
      })}
    </section>
  );
}
