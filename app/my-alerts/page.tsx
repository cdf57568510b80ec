import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { sortByName } from '@/clients/state/views';
import { getApp } from '@/server/app';
import { requireUser } from '../current-user';
import { PageFrame } from '../ui/page-frame';
import { PagePart } from '../ui/page-part';
import { LastDay } from './last-day';
import { Lookups } from './lookups';
import { ReportIncident } from './report-incident';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('myAlerts'))('title') };
}

/** Shows the alerts of the last day, takes what a user reports to the officers, and lists who looked up where they were. */
export default async function MyAlertsPage() {
  const actor = await requireUser('/my-alerts');
  const t = await getTranslations('myAlerts');
  const { commands, places } = getApp();
  const [alerts, lookups, { place }] = await Promise.all([
    commands.listAlerts({ actor }),
    commands.listLookups({ actor }),
    commands.showLocation({ actor }),
  ]);
  const buildings = sortByName(
    places.buildings().map(({ id, name }) => ({ id, name })),
    await getLocale(),
  );
  return (
    <PageFrame title={t('title')}>
      <PagePart title={t('lastDay.title')} text={t('lastDay.text')}>
        <LastDay alerts={alerts} />
      </PagePart>
      <PagePart id="report" title={t('report.title')} text={t('report.text')}>
        <ReportIncident buildings={buildings} here={place.building?.id ?? null} />
      </PagePart>
      <PagePart id="lookups" title={t('lookups.title')} text={t('lookups.text')}>
        <Lookups lookups={lookups} />
      </PagePart>
    </PageFrame>
  );
}
