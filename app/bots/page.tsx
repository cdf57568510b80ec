import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { getApp } from '@/server/app';
import { requireUser } from '../current-user';
import { Fresh } from '../ui/fresh';
import { PageFrame } from '../ui/page-frame';
import { BotList } from './bot-list';
import { RegisterForm } from './register-form';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('bots'))('title') };
}

/** Shows the user's bots with their states, and the form that registers one. */
export default async function BotsPage() {
  const actor = await requireUser('/bots');
  const t = await getTranslations('bots');
  if (actor.guest) {
    return (
      <PageFrame title={t('title')}>
        <p className="max-w-prose text-soft">{t('guest')}</p>
      </PageFrame>
    );
  }
  const { commands } = getApp();
  const [bots, buildings] = await Promise.all([
    commands.listBots({ actor, own: true }),
    commands.listBuildings({}),
  ]);
  return (
    <PageFrame title={t('title')}>
      <Fresh every={5_000} />
      <p className="mb-5 max-w-prose text-soft">{t('text')}</p>
      {bots.length > 0 && <BotList label={t('list')} bots={bots} about={({ building }) => building.name} />}
      <RegisterForm buildings={buildings.map(({ id, name }) => ({ id, name }))} />
    </PageFrame>
  );
}
