import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { isQuadError } from '@/protocol/errors';
import { title as titleSchema } from '@/protocol/fields';
import { getApp } from '@/server/app';
import { requireUser } from '../../current-user';
import { PageFrame } from '../../ui/page-frame';
import { JoinChannel } from './join-channel';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('channelLink'))('title') };
}

interface Props {
  params: Promise<{ title: string }>;
}

/**
 * Leads to the public channel with the title in the URL: members to its messages, others to a button that joins it or
 * makes it. Opening the page changes nothing, because any site can lead a browser here.
 */
export default async function ChannelPage({ params }: Props) {
  const encoded = (await params).title;
  const actor = await requireUser(`/c/${encoded}`);
  const t = await getTranslations('channelLink');
  const wanted = titleSchema.safeParse(decodeURIComponent(encoded));
  if (!wanted.success)
    return (
      <PageFrame title={t('title')}>
        <p>{t('wrong')}</p>
      </PageFrame>
    );
  const channel = await getApp()
    .commands.showChannel({ actor, title: wanted.data })
    .catch((error: unknown) => {
      if (isQuadError(error) && error.code === 'not_found') return null;
      throw error;
    });
  if (channel?.joined) redirect(`/?c=${channel.id}`);
  return (
    <PageFrame title={channel?.title ?? wanted.data}>
      <div className="card flex max-w-md flex-col gap-3 p-4">
        {channel?.topic && <p>{channel.topic}</p>}
        <p className="text-soft">
          {channel ? t('people', { n: channel.members }) : t('none', { title: wanted.data })}
        </p>
        <JoinChannel title={wanted.data} exists={channel !== null} />
      </div>
    </PageFrame>
  );
}
