import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { getApp } from '@/server/app';
import { requireUser } from '../current-user';
import { Lookups } from '../my-alerts/lookups';
import { PageFrame } from '../ui/page-frame';
import { PagePart } from '../ui/page-part';
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
      <PagePart title={t('now.title')} text={t('now.text')}>
        <Views views={views} sharing={place.sharing} />
      </PagePart>
      <PagePart
        title={t('others.title')}
        text={t('others.text', { moves: String(config.activityMovements) })}
      />
      <PagePart id="lookups" title={t('lookups.title')} text={t('lookups.text')}>
        <AdministratorLookups lookups={own} />
      </PagePart>
      <PagePart title={t('alerts.title')} text={t('alerts.text')}>
        <Lookups lookups={ofAlerts} />
      </PagePart>
    </PageFrame>
  );
}
