import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { getApp } from '@/server/app';
import { requireUser } from '../current-user';
import { PageFrame } from '../ui/page-frame';
import { Table } from '../ui/table';
import { RegisterForm } from './register-form';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('bots'))('title') };
}

/** Shows the user's bots, whether they are authorised, and the form that registers one. */
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
  const a = await getTranslations('admin');
  const { commands } = getApp();
  const [bots, buildings] = await Promise.all([
    commands.listBots({ actor, own: true }),
    commands.listBuildings({}),
  ]);
  return (
    <PageFrame title={t('title')}>
      <p className="mb-5 max-w-prose text-soft">{t('text')}</p>
      <h2 className="mb-2 font-semibold text-lg">{t('list')}</h2>
      <Table
        label={t('list')}
        columns={[a('activity.bot'), t('building'), '']}
        empty={t('none')}
        rows={bots.map(({ id, building, authorised, running }) => ({
          key: id,
          cells: [id, building.name, t(`states.${running ? 'running' : authorised ? 'ready' : 'waiting'}`)],
        }))}
      />
      <RegisterForm buildings={buildings.map(({ id, name }) => ({ id, name }))} />
    </PageFrame>
  );
}
