import { getTranslations } from 'next-intl/server';
import type { App } from '@/server/app';
import { DateTime } from '../../ui/date-time';

type Activity = Awaited<ReturnType<App['commands']['showUserActivity']>>[number];

interface Props {
  /** The newest first. */
  activity: readonly Activity[];
}

/** Shows what a user did, in the language of the reader. */
export async function ActivityList({ activity }: Props) {
  const t = await getTranslations('admin.activity');
  if (activity.length === 0) return <p className="card p-4 text-soft">{t('none')}</p>;
  const textOf = (item: Activity): string => {
    // From before there were codes: an English sentence.
    if (item.code === null) return item.message;
    const { code, from, to } = item;
    if (code === 'moved') return t('codes.moved', { from: from ?? t('outside'), to: to ?? t('outside') });
    if (code === 'logged_in_at') return t('codes.logged_in_at', { building: to ?? t('outside') });
    return t(`codes.${code}`);
  };
  return (
    <ol className="card px-4 py-1">
      {activity.map((item, index) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: entries have no id, and the list never changes in place
          key={index}
          className="flex flex-wrap items-baseline gap-x-4 border-line border-b py-2.5 last:border-0"
        >
          <span className="min-w-0 flex-1">{textOf(item)}</span>
          <span className="text-soft text-sm">
            <DateTime at={item.at} to="minute" />
          </span>
        </li>
      ))}
    </ol>
  );
}
