import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import type { WireUserRecord } from '@/protocol/safety';
import { DateTime } from '../../ui/date-time';
import { AnnouncementIcon, BlockIcon } from '../../ui/later-icons';

/** Shows the suspensions and warnings of a user, the newest first. */
export async function RecordHistory({ record: { suspensions, warnings } }: { record: WireUserRecord }) {
  const t = await getTranslations('admin.users');
  const s = await getTranslations('safety');
  const items = [
    ...suspensions.map(({ at, until, reason, note, by }) => ({
      at,
      icon: <BlockIcon size={18} />,
      colours: 'bg-bad-tint text-bad',
      title: t.rich('suspendedUntil', { time: () => <DateTime at={until} to="minute" /> }),
      detail: [s(`reasons.${reason}.name`), by && t('by', { name: by.name })].filter(Boolean).join(' · '),
      text: note,
    })),
    ...warnings.map(({ at, text, confirmed }) => ({
      at,
      icon: <AnnouncementIcon size={18} />,
      colours: 'bg-now-tint text-now-ink',
      title: t('warned'),
      detail: confirmed
        ? t.rich('confirmed', { time: () => <DateTime at={confirmed} to="minute" /> })
        : t('unconfirmed'),
      text,
    })),
  ].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  return (
    <ol className="card px-4 py-2">
      {items.map(({ at, ...item }) => (
        <Item key={`${at} ${item.colours}`} at={at} {...item} />
      ))}
    </ol>
  );
}

interface ItemProps {
  at: string;
  icon: ReactNode;
  colours: string;
  title: ReactNode;
  detail: ReactNode;
  text: string | null;
}

function Item({ at, icon, colours, title, detail, text }: ItemProps) {
  return (
    <li className="flex gap-3 border-line border-b py-3 last:border-0">
      <span className={`flex size-9 flex-none items-center justify-center rounded-full ${colours}`}>
        {icon}
      </span>
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-3">
          <span className="font-medium">{title}</span>
          <span className="text-soft text-sm sm:ms-auto">
            <DateTime at={at} to="minute" />
          </span>
        </p>
        <p className="text-soft text-sm">{detail}</p>
        {text && (
          <blockquote
            dir="auto"
            className="mt-1.5 whitespace-pre-wrap break-words rounded-bubble bg-sunk px-3.5 py-2"
          >
            {text}
          </blockquote>
        )}
      </div>
    </li>
  );
}
