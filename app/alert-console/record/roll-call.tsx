'use client';

import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { AlertAnswer } from '@/protocol/alert-kinds';
import type { WireRollCall } from '@/protocol/alerts';
import { download } from '../../ui/download';
import { DownloadIcon } from '../../ui/later-icons';
import { post } from '../../ui/post';
import { type Problem, ProblemLine } from '../../ui/problem-line';
import { SearchInput } from '../../ui/search-input';
import { useDesk } from '../desk-provider';
import { KindMark } from '../kind';
import { useAlertLanguage } from '../situation/alert-card';
import { Title } from '../title';
import { buildingsOf, countsOf, ROLL_FILTERS, type RollFilter, shownOf } from './roll';
import { RollRow } from './roll-row';

/** As many people are drawn at first, and more by a press: a phone draws a thousand rows too slowly. */
const PAGE = 100;

/** Shows wardens the people of their buildings in an alert: who needs help, who has not answered, who is safe. */
export function RollCall({ id }: { id: string }) {
  const t = useTranslations('alertConsole.rollCall');
  const { console } = useDesk();
  const language = useAlertLanguage();
  const alert = console.alerts.find((each) => each.alert.id === id)?.alert;
  const { roll, problem, call, answerFor } = useRoll(id);
  const [filter, setFilter] = useState<RollFilter>('all');
  const [building, setBuilding] = useState<string | null>(null);
  const [query, setQuery] = useState('');
  const [pages, setPages] = useState(1);
  const [failed, setFailed] = useState<Problem | null>(null);
  const people = useMemo(() => roll?.people ?? [], [roll]);
  const buildings = useMemo(() => buildingsOf(people), [people]);
  const here = useMemo(() => shownOf(people, { filter: 'all', building, query: '' }), [people, building]);
  const counts = useMemo(() => countsOf(here), [here]);
  const shown = useMemo(
    () => shownOf(people, { filter, building, query }),
    [people, filter, building, query],
  );
  return (
    <>
      <Title text={t('text')}>
        {alert && (
          <span className="mb-1 block">
            <KindMark kind={alert.kind} />
          </span>
        )}
        {t('title')}
        {alert && (
          <span lang={language} className="block font-sans font-medium text-base">
            {alert.texts[language].headline}
          </span>
        )}
      </Title>
      <ProblemLine problem={problem ?? failed} texts={{ forbidden: t('forbidden') }} className="pb-2" />
      {!roll && !problem && <div aria-busy="true" className="skeleton h-96" />}
      {roll && (
        <div className="grid gap-4">
          <div className="flex flex-wrap gap-2">
            <button type="button" className="button border-line" onClick={() => void call()}>
              {t('again')}
            </button>
            <button
              type="button"
              className="button border-line"
              onClick={async () => {
                const answer = await download(`/api/v1/alerts/${id}/roll-call/csv`, 'POST');
                setFailed(answer.ok ? null : answer);
              }}
            >
              <DownloadIcon size={18} /> {t('save')}
            </button>
          </div>
          <fieldset aria-label={t('show')} className="flex min-w-0 flex-wrap gap-2">
            {ROLL_FILTERS.map((each) => (
              <button
                key={each}
                type="button"
                aria-pressed={filter === each}
                className={`chip min-h-12 aria-[pressed=false]:border-line ${each === 'help' && counts.help > 0 ? 'bg-bad-tint font-semibold text-bad' : ''}`}
                onClick={() => {
                  setFilter(each);
                  setPages(1);
                }}
              >
                {t(`filters.${each}`)} <b className="tabular-nums">{counts[each]}</b>
              </button>
            ))}
          </fieldset>
          <div className="grid gap-2 sm:grid-cols-2">
            <SearchInput label={t('find')} value={query} onChange={setQuery} />
            {buildings.length > 1 && (
              <select
                aria-label={t('building')}
                className="field"
                value={building ?? ''}
                onChange={(event) => setBuilding(event.target.value || null)}
              >
                <option value="">{t('allBuildings')}</option>
                {buildings.map(({ id: of, name }) => (
                  <option key={of} value={of}>
                    {name}
                  </option>
                ))}
              </select>
            )}
          </div>
          <p role="status" className="text-soft text-sm">
            {t('shown', { n: shown.length, of: here.length })}
          </p>
          {shown.length > 0 && (
            <ul aria-label={t('people')} className="card">
              {shown.slice(0, pages * PAGE).map((person) => (
                <RollRow
                  key={person.id}
                  person={person}
                  open={alert?.active ?? false}
                  onAnswer={(answer) => answerFor(person.id, answer)}
                />
              ))}
            </ul>
          )}
          {shown.length > pages * PAGE && (
            <button type="button" className="button border-line" onClick={() => setPages(pages + 1)}>
              {t('more')}
            </button>
          )}
        </div>
      )}
    </>
  );
}

/**
 * Returns the roll, called once and again after a change of the numbers of the alert; `answerFor` answers for a person. Each
 * call is recorded as a look-up, so an alert in which nothing changes is not called again.
 */
function useRoll(id: string) {
  const { console } = useDesk();
  const [roll, setRoll] = useState<WireRollCall | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const newest = useRef(0);
  const numbers = JSON.stringify(console.alerts.find(({ alert }) => alert.id === id)?.numbers ?? null);
  const call = useCallback(async () => {
    const number = ++newest.current;
    const answer = await post(`/api/v1/alerts/${id}/roll-call`, {});
    if (number !== newest.current) return;
    setProblem(answer.ok ? null : answer);
    if (answer.ok) setRoll(answer.body);
  }, [id]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the numbers have changed
  useEffect(() => void call(), [call, numbers]);
  const answerFor = async (user: string, answer: AlertAnswer) => {
    const answered = await post(`/api/v1/alerts/${id}/answer-for`, { user, answer });
    if (!answered.ok) return setProblem(answered);
    await call();
  };
  return { roll, problem, call, answerFor };
}
