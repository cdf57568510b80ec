import { useTranslations } from 'next-intl';
import type { WireLookup } from '@/protocol/alerts';
import { DateTime } from '../ui/date-time';

/** Shows who looked up where the user is or was because of alerts. */
export function Lookups({ lookups }: { lookups: readonly WireLookup[] }) {
  const t = useTranslations('myAlerts.lookups');
  const k = useTranslations('myAlerts.kinds');
  if (lookups.length === 0) return <p className="card p-4 text-soft">{t('none')}</p>;
  return (
    <ul className="card">
      {lookups.map(({ alert, at, by, what, building, kind }) => (
        <li key={`${alert} ${at} ${what}`} className="border-line border-b px-4 py-3 last:border-0">
          <p className="font-medium">
            {kind !== 'live' && `${k(kind)}: `}
            {by === null ? t('system') : t('by', { name: by.name })}
          </p>
          <p className="text-soft text-sm">
            <DateTime at={at} to="minute" />
            {' · '}
            {t(what, { building: building?.name ?? t('somewhere') })}
          </p>
        </li>
      ))}
    </ul>
  );
}
