import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { getApp } from '@/server/app';
import { AdminPage } from '../admin-page';
import { administrator } from '../administrator';
import { photosOf } from '../photos-of';
import { GrantList } from './grant-list';
import { GrantRight } from './grant-right';

/** Shows who has which right for alerts, and where; administrators grant and withdraw rights, never their own. */
export default async function OfficersPage() {
  const actor = await administrator('/admin/officers');
  if (!actor) return null;
  const t = await getTranslations('admin.officers');
  const a = await getTranslations('admin');
  const s = await getTranslations('admin.sources');
  const { commands, places } = getApp();
  const grants = await commands.listGrants({ actor });
  const photos = await photosOf(
    actor,
    grants.map(({ user }) => user.id),
  );
  const campuses = places.campuses().map(({ id, name }) => ({ id, name }));
  const buildings = places.buildings().map(({ id, name }) => ({ id, name }));
  return (
    <AdminPage
      title={a('pages.officers')}
      text={t('text')}
      action={<GrantRight campuses={campuses} buildings={buildings} you={actor.username} />}
    >
      <GrantList
        grants={grants}
        photos={photos}
        campuses={campuses}
        buildings={buildings}
        you={actor.username}
      />
      <p className="pt-6">
        <Link href="/admin/officers/sources" className="link">
          {s('link')}
        </Link>
      </p>
    </AdminPage>
  );
}
