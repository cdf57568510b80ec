import { useTranslations } from 'next-intl';
import type { WireOwnLookup } from '@/protocol/lookups';
import { DateTime } from '../ui/date-time';

/** Shows which administrators looked the user up, and what they saw. */
export function AdministratorLookups({ lookups }: { lookups: readonly WireOwnLookup[] }) {
  const t = useTranslations('whoSees.lookups');
  if (lookups.length === 0) return <p className="card p-4 text-soft">{t('none')}</p>;
  return (
    <ul className="card">
      {lookups.map(({ at, what, by }) => (
        <li key={`${at} ${what} ${by?.id}`} className="border-line border-b px-4 py-3 last:border-0">
          <p className="font-medium">{by === null ? t('erased') : t('by', { name: by.name })}</p>
          <p className="text-soft text-sm">
            <DateTime at={at} to="minute" />
            {' · '}
            {t(what)}
          </p>
        </li>
      ))}
    </ul>
  );
}
