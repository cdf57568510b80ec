import { getTranslations } from 'next-intl/server';
import { photoPath } from '@/protocol/photos';
import type { WireUserRecord } from '@/protocol/safety';
import { Avatar } from '../../ui/avatar';
import { DateTime } from '../../ui/date-time';
import { BotIcon } from '../../ui/icons';
import { BlockIcon } from '../../ui/later-icons';
import { Lift, Suspend, Warn } from './person-actions';

interface Props {
  record: WireUserRecord;
  /** The username of the administrator who looks. */
  you: string;
}

/** Shows who a user is, whether the user is suspended, the numbers of the record, and the actions. */
export async function PersonHeader({ record, you }: Props) {
  const t = await getTranslations('admin.users');
  const { id, name, guest, administrator, photo, about, created, suspended, bots } = record;
  const facts = [
    { label: t('facts.sessions'), value: record.sessions, live: record.sessions > 0 },
    { label: t('facts.signIns'), value: record.signIns },
    { label: t('facts.open'), value: record.reports.open, bad: record.reports.open > 0 },
    { label: t('facts.closed'), value: record.reports.closed },
  ];
  return (
    <div className="card flex flex-col gap-5 p-5">
      <div className="flex flex-wrap items-center gap-x-5 gap-y-3">
        <Avatar id={id} name={name} size={88} photo={photo ? photoPath(photo, 'large') : undefined} />
        <div className="min-w-48 flex-1">
          <h1 dir="auto" className="break-words text-place">
            {name}
          </h1>
          <p className="text-soft">
            {[id, guest && t('guest'), administrator && t('administrator')].filter(Boolean).join(' · ')}
          </p>
          <p className="text-soft text-sm">
            {t.rich('since', { time: () => <DateTime at={created} to="day" /> })}
          </p>
        </div>
        {id !== you && (
          <div className="flex flex-wrap gap-2">
            <Warn person={record} />
            {!administrator && <Suspend person={record} again={suspended !== null} />}
          </div>
        )}
      </div>
      {about && (
        <p dir="auto" className="break-words">
          {about}
        </p>
      )}
      {suspended && <Suspended record={record} until={suspended} />}
      <dl className="grid grid-cols-2 gap-2 sm:grid-cols-4">
        {facts.map(({ label, value, live, bad }) => (
          <div
            key={label}
            className="flex flex-col-reverse justify-end rounded-card bg-sunk px-3 py-3 sm:px-4"
          >
            <dt className="text-soft text-sm leading-snug">{label}</dt>
            <dd
              className={`font-display text-place tabular-nums ${bad ? 'text-bad' : live ? 'text-accent' : ''}`}
            >
              {value}
            </dd>
          </div>
        ))}
      </dl>
      {bots.length > 0 && (
        <div className="flex flex-wrap items-center gap-1.5">
          <p className="heading pe-1">{t('bots')}</p>
          {bots.map((bot) => (
            <span
              key={bot}
              className="inline-flex min-h-8 items-center gap-1.5 rounded-full bg-sunk px-3 text-sm"
            >
              <BotIcon size={15} />
              {bot}
            </span>
          ))}
        </div>
      )}
    </div>
  );
}

/** Shows the suspension of now, and the button that ends it. */
async function Suspended({ record, until }: { record: WireUserRecord; until: string }) {
  const t = await getTranslations('admin.users');
  const s = await getTranslations('safety');
  const [now] = record.suspensions;
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-card bg-bad-tint p-4">
      <span className="text-bad">
        <BlockIcon size={24} />
      </span>
      <div className="min-w-48 flex-1">
        <p className="font-semibold">
          {t.rich('suspendedUntil', { time: () => <DateTime at={until} to="minute" /> })}
        </p>
        {now && <p className="text-sm">{s(`reasons.${now.reason}.name`)}</p>}
      </div>
      <Lift person={record} />
    </div>
  );
}
