import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { getApp } from '@/server/app';
import { requireUser } from '../current-user';
import { Lookups } from '../my-alerts/lookups';
import { PageFrame } from '../ui/page-frame';
import { AdministratorLookups } from './administrator-lookups';
import { Views } from './views';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('whoSees'))('title') };
}

/** Shows who can see the user now and what they get, and which administrators and officers looked the user up. */
export default async function WhoSeesMePage() {
  const actor = await requireUser('/who-sees-me');
  const t = await getTranslations('whoSees');
  const { commands, config } = getApp();
  const [{ views }, { place }, own, ofAlerts] = await Promise.all([
    commands.showVisibility({ actor }),
    commands.showLocation({ actor }),
    commands.listOwnLookups({ actor }),
    commands.listLookups({ actor }),
  ]);
  return (
    <PageFrame title={t('title')}>
      <Part title={t('now.title')} text={t('now.text')}>
        <Views views={views} sharing={place.sharing} />
      </Part>
      <Part title={t('others.title')} text={t('others.text', { moves: String(config.activityMovements) })} />
      <Part id="lookups" title={t('lookups.title')} text={t('lookups.text')}>
        <AdministratorLookups lookups={own} />
      </Part>
      <Part title={t('alerts.title')} text={t('alerts.text')}>
        <Lookups lookups={ofAlerts} />
      </Part>
    </PageFrame>
  );
}

function Part({
  id,
  title,
  text,
  children,
}: {
  id?: string;
  title: string;
  text: string;
  children?: ReactNode;
}) {
  return (
    <section id={id} aria-label={title} className="mt-8 first:mt-0">
      <h2 className="mb-2 font-display text-title">{title}</h2>
      <p className="mb-3 max-w-prose text-soft">{text}</p>
      {children}
    </section>
  );
}
