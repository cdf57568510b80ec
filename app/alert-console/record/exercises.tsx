'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import type { WireExercise } from '@/protocol/alert-reports';
import { DateTime } from '../../ui/date-time';
import { DownloadIcon } from '../../ui/later-icons';
import { get } from '../../ui/post';
import { type Problem, ProblemLine } from '../../ui/problem-line';
import { placeOf } from '../area';
import { DeskLink } from '../desk-link';
import { KindMark } from '../kind';
import { Title } from '../title';

/** The years that can be chosen: this one and the four before. */
const YEARS = 5;

/** Shows the exercises and tests of a year, with what their record still lacks, and the record as a file. */
export function Exercises() {
  const t = useTranslations('alertConsole.exercises');
  const [newest] = useState(() => new Date().getUTCFullYear());
  const [year, setYear] = useState(newest);
  const [exercises, setExercises] = useState<readonly WireExercise[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    let left = false;
    setExercises(null);
    void get(`/api/v1/alert-exercises/${year}`).then((answer) => {
      if (left) return;
      setProblem(answer.ok ? null : answer);
      if (answer.ok) setExercises(answer.body);
    });
    return () => {
      left = true;
    };
  }, [year]);
  return (
    <>
      <Title text={t('text')}>{t('title')}</Title>
      <div className="mb-4 flex flex-wrap gap-2">
        <select
          aria-label={t('year')}
          className="field w-auto"
          value={year}
          onChange={(event) => setYear(Number(event.target.value))}
        >
          {Array.from({ length: YEARS }, (_, n) => newest - n).map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
        <a href={`/api/v1/alert-exercises/${year}/csv`} download className="button">
          <DownloadIcon size={18} /> {t('file')}
        </a>
      </div>
      <ProblemLine problem={problem} />
      {!exercises && !problem && <div aria-busy="true" className="skeleton h-48" />}
      {exercises?.length === 0 && <p className="card p-4 text-soft">{t('none')}</p>}
      {exercises && !exercises.some(({ notes }) => notes?.publicised) && (
        <p className="card mb-3 p-4">{t('lacksPublicised')}</p>
      )}
      {exercises && exercises.length > 0 && (
        <ul className="card">
          {exercises.map(({ id, kind, headline, area, issued, numbers, notes }) => (
            <li key={id} className="grid gap-1 border-line border-b px-4 py-3 last:border-0">
              <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-soft text-sm">
                <KindMark kind={kind} />
                <DateTime at={issued} to="minute" />
                <span>{t('people', { n: numbers.targeted })}</span>
                {!notes && <span className="font-medium text-bad">{t('lacks')}</span>}
              </p>
              <DeskLink to={{ view: 'alert', id }} className="link justify-self-start py-1 font-medium">
                {headline}
              </DeskLink>
              <p className="text-sm">{notes?.description ?? placeOf(area)}</p>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
