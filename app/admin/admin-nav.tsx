'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';

const PAGES = ['buildings', 'users', 'online', 'bots'] as const;

export function AdminNav() {
  const t = useTranslations('admin');
  const path = usePathname();
  return (
    <nav aria-label={t('nav')} className="mb-5 flex gap-1 overflow-x-auto rounded-xl bg-sunk p-1">
      {PAGES.map((page) => (
        <Link
          key={page}
          href={`/admin/${page}`}
          aria-current={path.startsWith(`/admin/${page}`) ? 'page' : undefined}
          className="flex min-h-11 flex-1 items-center justify-center rounded-lg px-3 font-medium text-soft hover:text-ink aria-[current=page]:bg-card aria-[current=page]:text-ink"
        >
          {t(`pages.${page}`)}
        </Link>
      ))}
    </nav>
  );
}
