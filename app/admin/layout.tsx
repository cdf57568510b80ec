import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { getApp } from '@/server/app';
import { requireUser } from '../current-user';
import { NoticePage } from '../ui/notice-page';
import { PageFrame } from '../ui/page-frame';
import { AdminNav } from './admin-nav';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin'))('title') };
}

/** Shows the frame of the administration, or to other users that they are no administrators. */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  const t = await getTranslations('admin');
  const n = await getTranslations('notFound');
  const user = await requireUser('/admin');
  if (!user.administrator) {
    return (
      <NoticePage title={t('forbidden.title')} text={t('forbidden.text')}>
        <a href="/" className="button button-primary">
          {n('home')}
        </a>
      </NoticePage>
    );
  }
  const reports = await getApp().commands.countReports({ actor: user });
  return (
    <PageFrame title={t('title')}>
      <AdminNav reports={reports} />
      {children}
    </PageFrame>
  );
}
