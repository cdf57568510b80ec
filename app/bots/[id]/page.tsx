import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { getApp } from '@/server/app';
import { shownText } from '@/texts/read';
import { requireUser } from '../../current-user';
import { Avatar } from '../../ui/avatar';
import { DateTime } from '../../ui/date-time';
import { Fresh } from '../../ui/fresh';
import { BackIcon } from '../../ui/later-icons';
import { PageFrame } from '../../ui/page-frame';
import { AuthoriseButton } from '../authorise-button';
import { BotState } from '../bot-state';
import { DeleteBot } from './delete-bot';
import { Hooks } from './hooks';
import { NameForm } from './name-form';
import { NewSecret } from './new-secret';
import { OutgoingHooks } from './outgoing-hooks';
import { Places } from './places';
import { Schedules } from './schedules';

interface Props {
  params: Promise<{ id: string }>;
}

/** Returns the bot if it is the user's own or the user is an administrator; else shows that there is no such page. */
const botOf = cache(async (params: Props['params']) => {
  const id = decodeURIComponent((await params).id);
  const actor = await requireUser(`/bots/${encodeURIComponent(id)}`);
  const bots = await getApp().commands.listBots({ actor, own: !actor.administrator });
  return { actor, bot: bots.find((bot) => bot.id === id) ?? notFound() };
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { bot } = await botOf(params);
  return { title: bot.name ?? bot.id };
}

/**
 * Shows a bot to its owner and to administrators: its state, name, secret, places, schedules, webhooks and last messages.
 */
export default async function BotPage({ params }: Props) {
  const { actor, bot } = await botOf(params);
  const t = await getTranslations('bots');
  const { id, building, owner, authorised, formerUntil } = bot;
  const name = bot.name ?? id;
  const own = owner === actor.username;
  const { commands } = getApp();
  const [{ items: messages }, hooks, outgoing, places, schedules, buildings, owned] = await Promise.all([
    commands.listBotMessages({ actor, id, limit: 20 }),
    commands.listHooks({ actor, id }),
    commands.listOutgoingHooks({ actor, id }),
    commands.listBotPlaces({ actor, id }),
    commands.listBotSchedules({ actor, id }),
    actor.administrator ? commands.listBuildings({}) : [],
    commands.listOwnConversations({ actor }),
  ]);
  const targets = places
    .filter(({ kind, title }) => kind !== 'building' || title !== building.name)
    .map((place) => ({
      id: place.id,
      name:
        place.title ?? owned.find((each) => each.id === place.id)?.name ?? t(`places.kinds.${place.kind}`),
    }));
  return (
    <PageFrame title={name}>
      <Fresh every={5_000} />
      <Link
        href={own ? '/bots' : '/admin/bots'}
        className="-mt-3 mb-3 inline-flex min-h-11 items-center gap-1 font-medium text-accent text-sm"
      >
        <BackIcon size={16} />
        {t(own ? 'title' : 'all')}
      </Link>
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <section className="card flex flex-wrap items-center gap-x-4 gap-y-3 p-4 lg:col-span-2">
          <Avatar id={id} name={name} bot size={56} />
          <div className="min-w-0 flex-1">
            <BotState {...bot} />
            <p className="pt-0.5">
              {t('speaksIn')} <b className="font-semibold">{building.name}</b>
            </p>
            <p className="truncate text-soft text-sm">
              <span className="font-mono text-xs">{id}</span>
              {!own && ` · ${t('owner', { owner })}`}
            </p>
          </div>
          {actor.administrator && <AuthoriseButton id={id} name={bot.name} authorised={authorised} />}
        </section>

        <div className="flex min-w-0 flex-col gap-4">
          <section aria-labelledby="messages" className="card p-4">
            <h2 id="messages" className="mb-2 font-display text-title">
              {t('messages')}
            </h2>
            {messages.length === 0 && <p className="text-soft">{t('noMessages')}</p>}
            <ol className="flex flex-col gap-3">
              {messages.map((message) => (
                <li key={message.id} className="max-w-prose">
                  <p dir="auto" className="bubble line-clamp-6 w-fit whitespace-pre-wrap bg-sunk">
                    {shownText(message.text)}
                  </p>
                  <p className="px-1 pt-0.5 text-soft text-xs">
                    <DateTime at={message.at} to="minute" />
                  </p>
                </li>
              ))}
            </ol>
          </section>
          <Schedules
            botId={id}
            schedules={schedules}
            timeZone={getApp().config.timeZone}
            places={[{ id: null, name: building.name }, ...targets]}
          />
          <Hooks botId={id} hooks={hooks} />
          <OutgoingHooks botId={id} hooks={outgoing} mayHearAll={actor.administrator} />
        </div>

        <div className="flex flex-col gap-4">
          <NameForm id={id} name={bot.name} />
          <NewSecret id={id} name={name}>
            {formerUntil && (
              <p className="mb-3 rounded-control bg-warn px-3 py-2 text-sm text-warn-ink">
                {t('secret.formerUntil')} <DateTime at={formerUntil} to="minute" />
              </p>
            )}
          </NewSecret>
          <Places
            botId={id}
            places={places}
            building={building}
            buildings={authorised ? buildings.map(({ id, name }) => ({ id, name })) : []}
            conversations={owned}
          />
          <DeleteBot id={id} name={name} back={own ? '/bots' : '/admin/bots'} />
        </div>
      </div>
    </PageFrame>
  );
}
