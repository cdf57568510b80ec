import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import type { App } from '@/server/app';
import { Avatar } from '../../ui/avatar';
import { DateTime } from '../../ui/date-time';
import type { Photos } from '../photos-of';

type AuditRecord = Awaited<ReturnType<App['commands']['listAuditRecords']>>['records'][number];

interface Props {
  records: readonly AuditRecord[];
  /** Of the administrators. */
  photos: Photos;
}

/** Shows audit records: who did what, about whom or what, and when. */
export async function AuditList({ records, photos }: Props) {
  const t = await getTranslations('admin.log');
  if (records.length === 0) return <p className="card p-5 text-soft">{t('none')}</p>;
  return (
    <ol className="card px-4 py-1">
      {records.map(({ id, at, action, by, user, about }) => (
        <li key={id} className="flex items-center gap-3 border-line border-b py-2.5 last:border-0">
          <Avatar
            id={by?.id ?? ''}
            name={by?.name ?? '?'}
            photo={by ? photos.get(by.id) : undefined}
            size={36}
          />
          <div className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-4">
            <p className="min-w-0 flex-1 basis-60 break-words">
              {t.rich(`actions.${action}`, {
                by: () => <bdi className="font-medium">{by?.name ?? t('deleted')}</bdi>,
                about: () =>
                  user ? (
                    <Link href={`/admin/users/${encodeURIComponent(user.id)}`} className="link">
                      <bdi>{user.name}</bdi>
                    </Link>
                  ) : (
                    <bdi className="font-medium">{about ?? t('deleted')}</bdi>
                  ),
              })}
            </p>
            <span className="text-soft text-sm">
              <DateTime at={at.toISOString()} to="minute" />
            </span>
          </div>
        </li>
      ))}
    </ol>
  );
}
