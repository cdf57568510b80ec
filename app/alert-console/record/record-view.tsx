'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { ALERT_CHANNELS, ALERT_REACHES, ALERT_REASONS } from '@/protocol/alert-kinds';
import type { WireAlertReport } from '@/protocol/alert-reports';
import type { WireAlertRecord } from '@/protocol/alerts';
import { DateTime } from '../../ui/date-time';
import { get } from '../../ui/post';
import { type Problem, ProblemLine } from '../../ui/problem-line';
import { placeOf } from '../area';
import { UpdateClock } from '../clock';
import { DeskLink } from '../desk-link';
import { useDesk } from '../desk-provider';
import { CHANGES } from '../desk-route';
import { KIND_LOOKS, KindMark } from '../kind';
import { Numbers } from '../numbers';
import { useAlertLanguage } from '../situation/alert-card';
import { CancelButton, QuickCancel } from '../situation/cancel-button';
import { ReviewDue } from '../situation/review-due';
import { Texts } from '../texts';
import { Title } from '../title';
import { Report } from './report';

/** Shows what happened with an alert: whom it concerned, how far it came, and each revision with who decided it. */
export function RecordView({ id }: { id: string }) {
  const t = useTranslations('alertConsole.record');
  const c = useTranslations('alertConsole');
  const r = useTranslations('alertTerms');
  const { has, console } = useDesk();
  const language = useAlertLanguage();
  const { record, report, problem } = useRecord(id);
  if (!record)
    return problem ? <ProblemLine problem={problem} /> : <div aria-busy="true" className="skeleton h-96" />;
  const { alert, numbers, audience, answers, channels, revisions } = record;
  const reviewDue = console.alerts.find((each) => each.alert.id === id)?.reviewDue ?? null;
  return (
    <>
      <Title text={placeOf(alert.area)}>
        <span className="mb-1 flex flex-wrap items-center gap-2">
          <KindMark kind={alert.kind} />
          <span className="font-sans font-semibold text-base">{r(`types.${alert.type}`)}</span>
        </span>
        <span lang={language}>{alert.texts[language].headline}</span>
      </Title>
      <ProblemLine problem={problem} className="pb-2" />
      {alert.active && (
        <div className={`card mb-5 grid gap-3 p-4 ${KIND_LOOKS[alert.kind].card}`}>
          {alert.nextUpdate && <UpdateClock due={alert.nextUpdate} />}
          {reviewDue !== null && has('drafter', 'approver', 'sole_operator') && <QuickCancel alert={alert} />}
          <div className="grid grid-cols-2 gap-2 max-sm:[&>:last-child:nth-child(odd)]:col-span-2 sm:flex sm:flex-wrap">
            {has('drafter') &&
              CHANGES.map((as) => (
                <DeskLink key={as} to={{ view: 'change', alert: id, as }} className="button">
                  {c(`changes.${as}`)}
                </DeskLink>
              ))}
            {has('warden') && (
              <DeskLink to={{ view: 'roll-call', id }} className="button">
                {c('rollCall.title')}
              </DeskLink>
            )}
            {has('drafter', 'approver', 'sole_operator') && <CancelButton alert={alert} />}
          </div>
        </div>
      )}
      <div className="mb-5 empty:hidden">
        <ReviewDue alert={alert} due={reviewDue} />
      </div>
      <div className="grid gap-5 lg:grid-cols-2">
        <div className="card p-4">
          <Numbers numbers={numbers} />
        </div>
        <Part title={t('why')}>
          <Counts of={ALERT_REASONS.map((each) => [r(`reasons.${each}`), audience[each] ?? 0])} />
        </Part>
        <Part title={t('answers')}>
          <Counts
            of={(['safe', 'help', 'away'] as const).map((each) => [r(`answers.${each}`), answers[each] ?? 0])}
          />
        </Part>
        <Part title={t('channels')}>
          {Object.keys(channels).length === 0 && <p className="text-soft">{t('none')}</p>}
          {ALERT_CHANNELS.filter((each) => channels[each]).map((channel) => (
            <div key={channel} className="pb-2">
              <h3 className="font-medium">{r(`channels.${channel}`)}</h3>
              <Counts
                of={ALERT_REACHES.map((each) => [r(`reaches.${each}`), channels[channel]?.[each] ?? 0])}
              />
            </div>
          ))}
        </Part>
      </div>
      <section aria-label={t('timeline')} className="mt-6 grid gap-3">
        <h2 className="font-display text-title">{t('timeline')}</h2>
        <ol className="grid gap-3">
          {revisions.toReversed().map((revision, n, all) => (
            <li key={revision.revision} className="card p-4">
              <p className="flex flex-wrap gap-x-3 font-medium">
                <span>{r(`types.${revision.type}`)}</span>
                <DateTime at={revision.at} />
                <span className="text-soft">{c('revision', { n: revision.revision })}</span>
              </p>
              <p className="text-soft text-sm">
                {[
                  revision.draftedBy && t('draftedBy', { name: revision.draftedBy.name }),
                  revision.approvedBy && t('approvedBy', { name: revision.approvedBy.name }),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
              <details className="pt-1" open={n === 0}>
                <summary className="flex min-h-11 items-center text-accent">{t('text')}</summary>
                <Texts texts={revision.texts} before={all[n + 1]?.texts} />
                <p className="break-all pt-2 text-soft text-xs">
                  {t('hash')} <code>{revision.hash}</code>
                </p>
              </details>
            </li>
          ))}
        </ol>
      </section>
      {report && <Report report={report} />}
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="card p-4">
      <h2 className="pb-1 font-semibold">{title}</h2>
      {children}
    </section>
  );
}

function Counts({ of }: { of: readonly [string, number][] }) {
  const t = useTranslations('alertConsole.record');
  const shown = of.filter(([, n]) => n > 0);
  if (shown.length === 0) return <p className="text-soft">{t('none')}</p>;
  return (
    <ul className="text-sm">
      {shown.map(([name, n]) => (
        <li key={name}>
          <b className="tabular-nums">{n}</b> {name}
        </li>
      ))}
    </ul>
  );
}

/**
 * Returns the record of an alert, read again whenever the console is: what changes there changes here. Once the alert has
 * ended it is read with its report.
 */
function useRecord(id: string): {
  record: WireAlertRecord | null;
  report: WireAlertReport | null;
  problem: Problem | null;
} {
  const { readAt } = useDesk();
  const [record, setRecord] = useState<WireAlertRecord | null>(null);
  const [report, setReport] = useState<WireAlertReport | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const ended = record?.alert.active === false;
  const read = useCallback(async () => {
    const answer = await get(`/api/v1/alerts/${id}`);
    setProblem(answer.ok ? null : answer);
    // An older answer must not replace a newer one.
    if (answer.ok)
      setRecord((before) =>
        before && before.alert.revision > answer.body.alert.revision ? before : answer.body,
      );
  }, [id]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the console was read again
  useEffect(() => void read(), [read, readAt]);
  useEffect(() => {
    if (!ended) return;
    let left = false;
    void get(`/api/v1/alerts/${id}/report`).then((answer) => {
      // The type of the URL fits the record, too.
      if (!left && answer.ok && 'segments' in answer.body) setReport(answer.body);
    });
    return () => {
      left = true;
    };
  }, [id, ended]);
  return { record, report, problem };
}
