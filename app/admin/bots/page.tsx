import { getTranslations } from 'next-intl/server';
import { getApp } from '@/server/app';
import { AuthoriseButton } from '../../bots/authorise-button';
import { BotList } from '../../bots/bot-list';
import { Fresh } from '../../ui/fresh';
import { AdminPage } from '../admin-page';
import { administrator } from '../administrator';

/** Shows the bots that wait for an authorisation, then the authorised ones by building. */
export default async function BotsPage() {
  const actor = await administrator('/admin/bots');
  if (!actor) return null;
  const t = await getTranslations('admin.bots');
  const a = await getTranslations('admin');
  const bots = await getApp().commands.listBots({ actor });
  const waiting = bots.filter(({ authorised }) => !authorised);
  const buildings = new Map(bots.flatMap((b) => (b.authorised ? [[b.building.id, b.building.name]] : [])));
  const action = ({ id, name, authorised }: (typeof bots)[number]) => (
    <AuthoriseButton id={id} name={name} authorised={authorised} />
  );
  return (
    <AdminPage title={a('pages.bots')}>
      <Fresh every={5_000} />
      <div className="flex flex-col gap-3">
        <h2 className="font-display text-title">{t('waiting')}</h2>
        {waiting.length === 0 ? (
          <p className="card p-4 text-soft">{t('noneWaiting')}</p>
        ) : (
          <BotList
            label={t('waiting')}
            bots={waiting}
            about={({ building, owner }) => `${building.name} · ${owner}`}
            action={action}
          />
        )}
        <h2 className="pt-3 font-display text-title">{t('authorised')}</h2>
        {buildings.size === 0 && <p className="card p-4 text-soft">{t('none')}</p>}
        {[...buildings].map(([building, name]) => (
          <section key={building}>
            <h3 className="heading mb-1.5 px-1">{name}</h3>
            <BotList
              label={t('authorisedIn', { building: name ?? '' })}
              bots={bots.filter((bot) => bot.authorised && bot.building.id === building)}
              about={({ owner }) => owner}
              action={action}
            />
          </section>
        ))}
      </div>
    </AdminPage>
  );
}
