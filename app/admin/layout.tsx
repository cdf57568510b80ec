import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { getApp } from '@/server/app';
import { requireUser } from '../current-user';
import { Logo } from '../ui/logo';
import { NoticePage } from '../ui/notice-page';
import { LanguageSwitch } from '../ui/preferences';
import { WithAlerts } from '../with-alerts';
import { AdminNav } from './admin-nav';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin'))('title') };
}

/**
 * Shows the frame of the administration: on a desktop a column with the navigation beside the page, on a phone a line
 * above it and tabs below. Tells other users that they are no administrators.
 */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  const t = await getTranslations('admin');
  const n = await getTranslations('notFound');
  const c = await getTranslations('common');
  const user = await requireUser('/admin');
  if (!user.administrator) {
    return (
      <WithAlerts>
        <NoticePage title={t('forbidden.title')} text={t('forbidden.text')}>
          <a href="/" className="button button-primary">
            {n('home')}
          </a>
        </NoticePage>
      </WithAlerts>
    );
  }
  const reports = await getApp().commands.countReports({ actor: user });
  return (
    <WithAlerts>
      <div className="flex flex-1 flex-col lg:grid lg:grid-cols-[15rem_minmax(0,1fr)]">
        <div className="lg:border-line lg:border-e lg:bg-card">
          <header className="flex items-center px-4 pt-[max(0.5rem,env(safe-area-inset-top))] lg:sticky lg:top-0 lg:h-[calc(100dvh-2rem)] lg:flex-col lg:items-stretch lg:p-3">
            <Link
              href="/"
              className="flex min-h-11 items-center gap-2.5 rounded-control pe-3 font-medium text-accent hover:bg-sunk lg:px-2"
            >
              <Logo />
              {c('back')}
            </Link>
            <AdminNav reports={reports} />
            <div className="ms-auto lg:mt-auto lg:ms-0">
              <LanguageSwitch />
            </div>
          </header>
        </div>
        <main className="mx-auto w-full max-w-6xl px-4 pt-2 pb-28 lg:px-8 lg:pt-6 lg:pb-16">{children}</main>
      </div>
    </WithAlerts>
  );
}
