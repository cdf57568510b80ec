import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { isQuadError } from '@/protocol/errors';
import { getApp } from '@/server/app';
import { requireUser } from '../current-user';
import { NoticePage } from '../ui/notice-page';
import { WithAlerts } from '../with-alerts';
import { Desk } from './desk';
import { readRoute, urlOf } from './desk-route';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('alertConsole'))('title') };
}

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Shows officers the console of alerts. Tells everybody else that they have no right for alerts. */
export default async function Page({ searchParams }: Props) {
  const parameters = Object.entries(await searchParams).filter(
    (parameter): parameter is [string, string] => typeof parameter[1] === 'string',
  );
  const actor = await requireUser(urlOf(readRoute(new URLSearchParams(parameters))));
  const { commands, config } = getApp();
  const allowed = <T,>(answer: Promise<T>) =>
    answer.catch((error: unknown) => {
      if (isQuadError(error) && error.code === 'forbidden') return null;
      throw error;
    });
  const [first, templates] = await Promise.all([
    allowed(commands.showConsole({ actor })),
    // Wardens do not read them.
    allowed(commands.listTemplates({ actor })),
  ]);
  if (!first) {
    const t = await getTranslations('alertConsole.forbidden');
    const n = await getTranslations('notFound');
    return (
      <WithAlerts>
        <NoticePage title={t('title')} text={t('text')}>
          <a href="/" className="button button-primary">
            {n('home')}
          </a>
        </NoticePage>
      </WithAlerts>
    );
  }
  const { username, name, administrator, guest, credentialId: device } = actor;
  return (
    <Desk
      you={{ id: username, name, administrator, guest, device }}
      first={first}
      templates={templates ?? []}
      tileUrl={config.tileUrl}
    />
  );
}
