'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';

// Pages with open work first: on a phone not all links are in sight.
const PAGES = ['reports', 'buildings', 'users', 'online', 'bots'] as const;

/** Shows the navigation of the administration. `reports` is the number of open reports. */
export function AdminNav({ reports }: { reports: number }) {
  const t = useTranslations('admin');
  const path = usePathname();
  const nav = useRef<HTMLElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another path is another page
  useEffect(() => {
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [path]);

  return (
    <nav ref={nav} aria-label={t('nav')} className="mb-5 flex gap-1 overflow-x-auto rounded-xl bg-sunk p-1">
      {PAGES.map((page) => (
        <Link
          key={page}
          href={`/admin/${page}`}
          aria-current={path.startsWith(`/admin/${page}`) ? 'page' : undefined}
          className="flex min-h-11 flex-1 items-center justify-center gap-2 rounded-lg px-3 font-medium text-soft hover:text-ink aria-[current=page]:bg-card aria-[current=page]:text-ink"
        >
          {t(`pages.${page}`)}
          {page === 'reports' && reports > 0 && (
            <span className="min-w-5 rounded-full bg-accent px-1.5 text-center font-semibold text-on-accent text-xs leading-5">
              <span aria-hidden="true">{reports > 99 ? '99+' : reports}</span>
              <span className="sr-only">{t('reports.openCount', { count: reports })}</span>
            </span>
          )}
        </Link>
      ))}
    </nav>
  );
}
