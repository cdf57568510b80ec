'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import type { WireDayCounts } from '@/protocol/place-changes';
import { NextIcon, PreviousIcon } from '../../ui/later-icons';
import { useDateFormats } from '../../ui/time';
import { areaOf, type BuildingDay, buildingsOfDay, byHour, PERIOD_MS, startOfDay } from './day';

/** Pixels of the height of a row's area. */
const HEIGHT = 36;

type Answer = { from: number; counts: WireDayCounts } | { from: number; failed: true };

/** Shows how many people each building had over a day. `days`: for how many days counts are kept. */
export function DayChart({ days }: { days: number }) {
  const t = useTranslations('adminOnline');
  const { dayOfYear } = useDateFormats();
  const [daysAgo, setDaysAgo] = useState(0);
  const [tries, setTries] = useState(0);
  // The day is that of the reader, which the server does not know.
  const [from, setFrom] = useState<number | null>(null);
  const [answer, setAnswer] = useState<Answer | null>(null);
  useEffect(() => setFrom(startOfDay(daysAgo)), [daysAgo]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `tries` asks again
  useEffect(() => {
    if (from === null) return;
    const over = new AbortController();
    void fetch(`/api/v1/admin/building-counts/${encodeURIComponent(new Date(from).toISOString())}`, {
      signal: over.signal,
    }).then(
      async (response) =>
        setAnswer(
          response.ok ? { from, counts: (await response.json()) as WireDayCounts } : { from, failed: true },
        ),
      () => !over.signal.aborted && setAnswer({ from, failed: true }),
    );
    return () => over.abort();
  }, [from, tries]);
  const shown = answer !== null && answer.from === from ? answer : null;
  return (
    <section aria-labelledby="day" className="card p-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <div className="min-w-0 flex-1">
          <h2 id="day" className="font-display text-title">
            {t('title')}
          </h2>
          <p aria-live="polite" className="text-soft text-sm">
            {from === null ? ' ' : dayOfYear.format(new Date(from))}
          </p>
        </div>
        <div className="-me-2 flex">
          <button
            type="button"
            className="icon-button"
            aria-label={t('previous')}
            disabled={daysAgo >= days}
            onClick={() => setDaysAgo(daysAgo + 1)}
          >
            <PreviousIcon />
          </button>
          <button
            type="button"
            className="icon-button"
            aria-label={t('next')}
            disabled={daysAgo === 0}
            onClick={() => setDaysAgo(daysAgo - 1)}
          >
            <NextIcon />
          </button>
        </div>
      </div>
      <div className="mt-4">
        {!shown ? (
          <div className="skeleton h-24" />
        ) : 'failed' in shown ? (
          <p role="alert" className="flex flex-wrap items-center gap-3 text-soft">
            {t('failed')}
            <button type="button" className="button" onClick={() => setTries(tries + 1)}>
              {t('retry')}
            </button>
          </p>
        ) : (
          <Day from={shown.from} until={startOfDay(daysAgo - 1)} counts={shown.counts} />
        )}
      </div>
    </section>
  );
}

function Day({ from, until, counts }: { from: number; until: number; counts: WireDayCounts }) {
  const t = useTranslations('adminOnline');
  const buildings = buildingsOfDay(counts, from, until);
  if (buildings.length === 0) return <p className="text-soft">{t('none')}</p>;
  const most = Math.max(...buildings.map(({ peak }) => peak.people));
  return (
    <>
      <ul className="flex flex-col gap-3">
        {buildings.map((building) => (
          <Row key={building.id} building={building} from={from} most={most} />
        ))}
      </ul>
      <Hours from={from} until={until} />
      <p className="mt-3 text-soft text-xs">{t('explain')}</p>
      <Numbers buildings={buildings} from={from} />
    </>
  );
}

/** Shows the area of a building; under the pointer the count of that time, else the highest one. */
function Row({
  building: { name, people, peak },
  from,
  most,
}: {
  building: BuildingDay;
  from: number;
  most: number;
}) {
  const t = useTranslations('adminOnline');
  const { time } = useDateFormats();
  const [at, setAt] = useState<number | null>(null);
  const width = people.length;
  const shown = at === null ? peak : { people: people[at] ?? null, at: from + at * PERIOD_MS };
  const when = time.format(new Date(shown.at));
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-3 sm:grid-cols-[11rem_minmax(0,1fr)_9.5rem] sm:items-end">
      <span className="truncate font-medium text-sm">{name}</span>
      <span className="whitespace-nowrap text-end text-soft text-sm tabular-nums sm:order-last">
        {shown.people === null ? t('few', { time: when }) : t('peak', { count: shown.people, time: when })}
      </span>
      <svg
        viewBox={`0 0 ${width} ${HEIGHT}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        className="day-area col-span-2 h-9 w-full sm:col-span-1"
        onPointerMove={(event) => {
          const { left, width: pixels } = event.currentTarget.getBoundingClientRect();
          setAt(Math.min(width - 1, Math.max(0, Math.floor(((event.clientX - left) / pixels) * width))));
        }}
        onPointerLeave={() => setAt(null)}
      >
        <rect width={width} height={HEIGHT} className="fill-sunk" />
        <path d={areaOf(people, most, HEIGHT - 2)} transform="translate(0 2)" className="fill-accent" />
        {at !== null && <rect x={at} width={1} height={HEIGHT} className="fill-now" opacity={0.6} />}
      </svg>
    </li>
  );
}

/** Shows the hours under the areas. */
function Hours({ from, until }: { from: number; until: number }) {
  const { time } = useDateFormats();
  const hours = [0, 6, 12, 18].map((hour) => {
    const at = new Date(from);
    at.setHours(hour);
    return at.getTime();
  });
  return (
    <div aria-hidden="true" className="mt-1 sm:grid sm:grid-cols-[11rem_minmax(0,1fr)_9.5rem] sm:gap-x-3">
      <div className="relative h-4 text-soft text-tiny tabular-nums sm:col-start-2">
        {hours.map((at) => (
          <span key={at} className="absolute" style={{ left: `${((at - from) / (until - from)) * 100}%` }}>
            {time.format(new Date(at))}
          </span>
        ))}
      </div>
    </div>
  );
}

/** Shows the highest counts of the hours as a table. */
function Numbers({ buildings, from }: { buildings: readonly BuildingDay[]; from: number }) {
  const t = useTranslations('adminOnline');
  const { time } = useDateFormats();
  const rows = buildings.map(({ id, people }) => ({ id, hours: byHour(people) }));
  const hours = (rows[0]?.hours ?? []).map((_, hour) => hour);
  const counted = hours.filter((hour) => rows.some((row) => row.hours[hour] !== null));
  return (
    <details className="mt-1">
      <summary className="min-h-11 py-2.5 font-medium text-accent text-sm">{t('table')}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keyboard users scroll it, too */}
      <section aria-label={t('table')} tabIndex={0} className="max-h-96 overflow-auto">
        <table className="text-sm tabular-nums">
          <thead className="sticky top-0 bg-card">
            <tr>
              <th scope="col" className="py-1.5 pe-4 text-start font-semibold text-soft">
                {t('hour')}
              </th>
              {buildings.map(({ id, name }) => (
                <th key={id} scope="col" className="min-w-24 px-2 py-1.5 text-end align-bottom font-semibold">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {counted.map((hour) => (
              <tr key={hour} className="border-line border-t">
                <th scope="row" className="py-1 pe-4 text-start font-normal text-soft">
                  {time.format(new Date(from + hour * 4 * PERIOD_MS))}
                </th>
                {rows.map((row) => (
                  <td key={row.id} className="px-2 py-1 text-end">
                    {row.hours[hour] ?? t('less')}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
