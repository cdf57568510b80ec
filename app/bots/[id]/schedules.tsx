'use client';

import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import type { WirePreview, WireSchedule } from '@/protocol/bots';
import { dateTagOf } from '../../i18n/locale';
import { errorKey } from '../../ui/error-key';
import { Field } from '../../ui/field';
import { post, remove } from '../../ui/post';
import { useForm } from '../../ui/use-form';

interface Props {
  botId: string;
  schedules: readonly WireSchedule[];
  /** Of the campus. */
  timeZone: string;
  /** Where the bot can send; the first is its building, without an id. */
  places: readonly { id: string | null; name: string }[];
}

/** Shows what a bot sends at times of the clock, and the form for another schedule, which can be tried before. */
export function Schedules({ botId, schedules, timeZone, places }: Props) {
  const t = useTranslations('bots.schedules');
  const e = useTranslations('errors');
  const router = useRouter();
  const element = useRef<HTMLFormElement>(null);
  const [preview, setPreview] = useState<WirePreview | null>(null);
  const [problem, setProblem] = useState('');
  const placeOf = (id: string | null) => places.find((place) => place.id === id)?.name ?? t('elsewhere');
  const form = useForm(
    ({ cron = '', text = '', place, catchUp }) =>
      post(`/api/v1/bots/${botId}/schedules`, {
        cron: cron.trim(),
        text,
        ...(place && { place }),
        catchUp: catchUp === 'on',
      }),
    (_, shown) => {
      shown.reset();
      setPreview(null);
      router.refresh();
      return 'again';
    },
  );

  async function attempt() {
    const data = new FormData(element.current ?? undefined);
    const place = String(data.get('place') ?? '');
    const answer = await post(`/api/v1/bots/${botId}/schedules/preview`, {
      cron: String(data.get('cron') ?? '').trim(),
      ...(place && { place }),
    });
    setPreview(answer.ok ? answer.body : null);
    setProblem(answer.ok ? '' : answer.field === 'cron' ? t('invalid') : e(errorKey(answer.code)));
  }

  async function end(id: string) {
    const answer = await remove(`/api/v1/bot-schedules/${id}`);
    setProblem(answer.ok ? '' : e(errorKey(answer.code)));
    router.refresh();
  }

  const refused =
    form.refusal && (form.refusal.field === 'cron' ? t('invalid') : e(errorKey(form.refusal.code)));
  return (
    <section className="card p-4" aria-labelledby="schedules">
      <h2 id="schedules" className="mb-2 font-display text-title">
        {t('title')}
      </h2>
      <p className="mb-3 text-soft text-sm">{t('text', { timeZone })}</p>
      <ul className="flex flex-col gap-4">
        {schedules.map(({ id, cron, text, place, catchUp, next, last }) => (
          <li key={id} className="border-line border-b pb-3">
            <p>
              <code dir="ltr" className="rounded bg-sunk px-1.5 py-0.5 font-mono text-sm">
                {cron}
              </code>{' '}
              <span className="text-soft text-sm">
                {placeOf(place)}
                {catchUp && ` · ${t('catchesUp')}`}
              </span>
            </p>
            <p dir="auto" className="line-clamp-3 whitespace-pre-wrap pt-1">
              {text}
            </p>
            <p className="pt-1 text-soft text-sm">
              {next ? (
                <>
                  {t('next')} <Slot at={next} timeZone={timeZone} />
                </>
              ) : (
                t('never')
              )}
              {last && (
                <>
                  {' · '}
                  {t(`last.${last.outcome}`)} <Slot at={last.slot} timeZone={timeZone} />
                </>
              )}
            </p>
            <button
              type="button"
              className="button mt-2"
              aria-label={t('removeName', { name: cron })}
              onClick={() => end(id)}
            >
              {t('remove')}
            </button>
          </li>
        ))}
      </ul>
      <form ref={element} onSubmit={form.onSubmit} className="mt-3 flex flex-col gap-3">
        <Field
          label={t('cron')}
          hint={t('cronHint')}
          problem={refused || problem || null}
          name="cron"
          required
          maxLength={100}
          placeholder="0 12 * * 1-5"
          autoComplete="off"
          spellCheck={false}
          dir="ltr"
          onInput={() => setPreview(null)}
        />
        <label className="text-sm">
          {t('message')}
          <textarea name="text" required maxLength={4000} rows={3} dir="auto" className="field mt-1" />
        </label>
        {places.length > 1 && (
          <label className="text-sm">
            {t('place')}
            <select name="place" className="field mt-1" defaultValue="">
              {places.map(({ id, name }) => (
                <option key={id ?? ''} value={id ?? ''}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
        <label className="flex min-h-11 cursor-pointer items-center gap-3 text-sm">
          <input type="checkbox" name="catchUp" className="size-6 flex-none accent-accent" />
          {t('catchUp')}
        </label>
        <div className="flex flex-wrap gap-2">
          <button type="button" className="button" onClick={attempt}>
            {t('try')}
          </button>
          <button type="submit" className="button button-primary" disabled={form.busy}>
            {t('create')}
          </button>
        </div>
        {preview && (
          <div role="status" className="rounded-control bg-sunk px-3 py-2 text-sm">
            <p>{preview.people === null ? t('few') : t('people', { count: preview.people })}</p>
            <ol className="pt-1">
              {preview.runs.map((run) => (
                <li key={run}>
                  <Slot at={run} timeZone={timeZone} />
                </li>
              ))}
            </ol>
            {preview.runs.length === 0 && t('never')}
          </div>
        )}
      </form>
    </section>
  );
}

/** Shows a time by the clock of the campus. */
function Slot({ at, timeZone }: { at: string; timeZone: string }) {
  const tag = dateTagOf(useLocale());
  const text = new Intl.DateTimeFormat(tag, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
  }).format(new Date(at));
  return (
    <time dateTime={at} className="whitespace-nowrap tabular-nums">
      {text}
    </time>
  );
}
