'use client';

import { useTranslations } from 'next-intl';
import type { ListedEvent } from '@/protocol/outgoing-hooks';
import { DateTime } from '../../ui/date-time';

interface Props {
  events: ListedEvent[];
  /** Sends an event once more. */
  replay: (id: string) => Promise<void>;
}

/** Shows the last events of a webhook with their attempts. */
export function OutgoingEvents({ events, replay }: Props) {
  const t = useTranslations('bots.outgoing');
  if (events.length === 0) return <p className="text-soft text-sm">{t('noEvents')}</p>;
  return (
    <details>
      <summary className="min-h-11 cursor-pointer py-2 text-sm">
        {t('events', { count: events.length })}
      </summary>
      <ol className="flex flex-col text-sm">
        {events.map((event) => (
          <Event key={event.id} event={event} replay={replay} />
        ))}
      </ol>
    </details>
  );
}

function Event({ event, replay }: { event: ListedEvent; replay: Props['replay'] }) {
  const t = useTranslations('bots.outgoing');
  const { id, type, at, state, nextAt, attempts } = event;
  const [last] = attempts;
  return (
    <li className="flex items-center gap-2 border-line border-t py-1">
      <div className="min-w-0 flex-1">
        <p>
          <DateTime at={at} to="minute" /> · {t(`types.${type.replace('message.', '') as 'created'}`)} ·{' '}
          <span className={state === 'failed' ? 'text-bad' : undefined}>{t(`states.${state}`)}</span>
        </p>
        {last && (
          <p className="text-soft text-xs">
            {last.problem ? t(`problems.${last.problem}`) : t('status', { status: String(last.status) })}
            {attempts.length > 1 && ` · ${t('attempts', { count: attempts.length })}`}
            {nextAt && (
              <>
                {' · '}
                {t('next')} <DateTime at={nextAt} to="minute" />
              </>
            )}
          </p>
        )}
      </div>
      <button type="button" className="button flex-none" onClick={() => void replay(id)}>
        {t(state === 'waiting' ? 'now' : 'replay')}
      </button>
    </li>
  );
}
