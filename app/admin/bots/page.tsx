import { getTranslations } from 'next-intl/server';
import { getApp } from '@/server/app';
import { Table } from '../../ui/table';
import { AdminPage } from '../admin-page';
import { administrator } from '../administrator';
import { AuthoriseButton } from './authorise-button';

/** Shows the bots that are not authorised, and those that are. */
export default async function BotsPage() {
  const actor = await administrator('/admin/bots');
  if (!actor) return null;
  const t = await getTranslations('admin.bots');
  const a = await getTranslations('admin');
  const bots = await getApp().commands.listBots({ actor });
  return (
    <AdminPage title={a('pages.bots')}>
      <div className="flex flex-col gap-3">
        {[false, true].map((authorised) => {
          const title = t(authorised ? 'authorised' : 'waiting');
          return (
            <div key={title}>
              <h2 className="mb-2 font-semibold text-lg">{title}</h2>
              <Table
                label={title}
                columns={[a('activity.bot'), a('online.building'), '']}
                empty={t('none')}
                rows={bots
                  .filter((bot) => bot.authorised === authorised)
                  .map(({ id, building }) => ({
                    key: id,
                    cells: [
                      id,
                      building.name,
                      <AuthoriseButton key="authorise" id={id} authorised={authorised} />,
                    ],
                  }))}
              />
            </div>
          );
        })}
      </div>
    </AdminPage>
  );
}
