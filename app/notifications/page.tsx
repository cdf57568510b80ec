import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { getApp } from '@/server/app';
import { requireUser } from '../current-user';
import { PageFrame } from '../ui/page-frame';
import { PagePart } from '../ui/page-part';
import { Choices } from './choices';
import { Decisions } from './decisions';
import { OtherDevices } from './other-devices';
import { ThisDevice } from './this-device';
import { What } from './what';
import { When } from './when';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('notifications'))('title') };
}

/** Shows how the user is notified: on this device and others, when, of what, and why each message did or did not. */
export default async function NotificationsPage() {
  const actor = await requireUser('/notifications');
  const t = await getTranslations('notifications');
  const { commands } = getApp();
  const [{ key, settings, devices, conversations }, decisions] = await Promise.all([
    commands.showNotifications({ actor }),
    commands.listDecisions({ actor }),
  ]);
  const others = devices.filter(({ current }) => !current);
  return (
    <PageFrame title={t('title')} language={false}>
      <PagePart title={t('device.title')}>
        <ThisDevice appKey={key} device={devices.find(({ current }) => current) ?? null} />
      </PagePart>
      <PagePart title={t('when.title')}>
        <When settings={settings} />
      </PagePart>
      <PagePart title={t('what.title')}>
        <What settings={settings} />
      </PagePart>
      {conversations.length > 0 && (
        <PagePart title={t('choices.title')}>
          <Choices choices={conversations} />
        </PagePart>
      )}
      {others.length > 0 && (
        <PagePart title={t('others.title')}>
          <OtherDevices devices={others} />
        </PagePart>
      )}
      <PagePart title={t('why.title')} text={t('why.text')}>
        <Decisions decisions={decisions} />
      </PagePart>
    </PageFrame>
  );
}
