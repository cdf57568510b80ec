'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { AlertBellIcon } from '../ui/alert-icons';
import { BotIcon, BuildingIcon, ClockIcon, PeopleIcon, RangeIcon } from '../ui/icons';
import { FlagIcon } from '../ui/later-icons';

const PAGES = [
  ['reports', FlagIcon],
  ['users', PeopleIcon],
  ['buildings', BuildingIcon],
  ['online', RangeIcon],
  ['bots', BotIcon],
  ['officers', AlertBellIcon],
  ['log', ClockIcon],
] as const;

/**
 * Shows the navigation of the administration: a column on a desktop, tabs at the lower edge on a phone. `reports` is the
 * number of open reports.
 */
export function AdminNav({ reports }: { reports: number }) {
  const t = useTranslations('admin');
  const path = usePathname();
  return (
    <nav
      aria-label={t('nav')}
      className="fixed inset-x-0 bottom-0 z-(--layer-tabs) border-line border-t bg-card pb-[env(safe-area-inset-bottom)] lg:static lg:mt-4 lg:border-0 lg:pb-0"
    >
      <p className="heading hidden px-3 pb-1 lg:block">{t('title')}</p>
      <ul className="grid grid-cols-7 lg:flex lg:flex-col lg:gap-0.5">
        {PAGES.map(([page, Icon]) => (
          <li key={page} className="min-w-0">
            <Link
              href={`/admin/${page}`}
              aria-current={path.startsWith(`/admin/${page}`) ? 'page' : undefined}
              className="relative flex min-h-14 flex-col items-center justify-center gap-0.5 px-0.5 font-medium text-soft text-tiny hover:text-ink aria-[current=page]:text-accent lg:min-h-11 lg:flex-row lg:justify-start lg:gap-3 lg:rounded-control lg:px-3 lg:text-base lg:aria-[current=page]:bg-tint"
            >
              <Icon size={21} />
              <span className="max-w-full truncate">{t(`pages.${page}`)}</span>
              {page === 'reports' && reports > 0 && <Open count={reports} />}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Shows the number of open reports. */
function Open({ count }: { count: number }) {
  const t = useTranslations('admin.reports');
  return (
    <span className="absolute top-1.5 start-1/2 ms-1 min-w-5 rounded-full bg-accent px-1.5 text-center font-semibold text-on-accent text-xs leading-5 lg:static lg:ms-auto">
      <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
      <span className="sr-only">{t('openCount', { count })}</span>
    </span>
  );
}
