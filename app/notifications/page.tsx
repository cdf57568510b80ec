import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { getApp } from '@/server/app';
import { requireUser } from '../current-user';
import { PageFrame } from '../ui/page-frame';
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
      <Part title={t('device.title')}>
        <ThisDevice appKey={key} device={devices.find(({ current }) => current) ?? null} />
      </Part>
      <Part title={t('when.title')}>
        <When settings={settings} />
      </Part>
      <Part title={t('what.title')}>
        <What settings={settings} />
      </Part>
      {conversations.length > 0 && (
        <Part title={t('choices.title')}>
          <Choices choices={conversations} />
        </Part>
      )}
      {others.length > 0 && (
        <Part title={t('others.title')}>
          <OtherDevices devices={others} />
        </Part>
      )}
      <Part title={t('why.title')} text={t('why.text')}>
        <Decisions decisions={decisions} />
      </Part>
    </PageFrame>
  );
}

function Part({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="mt-8 first:mt-0">
      <h2 className="mb-2 font-display text-title">{title}</h2>
      {text && <p className="mb-3 max-w-prose text-soft">{text}</p>}
      {children}
    </section>
  );
}
