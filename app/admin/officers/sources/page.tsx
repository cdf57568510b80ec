import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import type { WireCapSource } from '@/protocol/cap';
import { getApp } from '@/server/app';
import { DateTime } from '../../../ui/date-time';
import { AdminPage } from '../../admin-page';
import { administrator } from '../../administrator';

/** Shows the sources of warnings of other authorities: when each was last read, and what was refused of it. */
export default async function SourcesPage() {
  const actor = await administrator('/admin/officers/sources');
  if (!actor) return null;
  const t = await getTranslations('admin.sources');
  const { commands, places } = getApp();
  const sources = await commands.listCapSources({ actor });
  const campusOf = ({ campus }: WireCapSource) =>
    campus === null ? t('everyCampus') : (places.campuses().find(({ id }) => id === campus)?.name ?? campus);
  return (
    <AdminPage title={t('title')} text={t('text')}>
      {sources.length === 0 && <p className="card p-5 text-soft">{t('none')}</p>}
      <div className="grid gap-6">
        {sources.map((source) => (
          <section key={source.name} aria-label={source.name} className="card min-w-0 p-4">
            <h2 className="font-semibold text-lg">{source.name}</h2>
            <dl className="grid gap-x-6 gap-y-2 py-2 sm:grid-cols-2">
              <Fact name={t('senders')}>{source.senders.join(', ')}</Fact>
              <Fact name={t('campus')}>{campusOf(source)}</Fact>
              {source.feed !== null && (
                <Fact name={t('feed')}>
                  {source.feed}
                  {' · '}
                  {source.read === null ? t('unread') : <DateTime at={source.read} to="minute" />}
                </Fact>
              )}
              {source.user !== null && <Fact name={t('user')}>{source.user}</Fact>}
              <Fact name={t('signatures')}>{t(source.signed ? 'signed' : 'unsigned')}</Fact>
              <Fact name={t('geocodes')}>{source.geocodes}</Fact>
            </dl>
            <h3 className="pt-2 font-semibold">{t('refusals')}</h3>
            {source.refusals.length === 0 && <p className="text-soft">{t('noRefusals')}</p>}
            <ul>
              {source.refusals.map(({ at, url, code, path, reason }, n) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two can be the same
                <li key={n} className="border-line border-b py-2 last:border-0">
                  <p>
                    <span lang="en">{reason}</span> <code className="break-all text-sm">{code}</code>
                  </p>
                  <p className="break-all text-soft text-sm">
                    <DateTime at={at} to="minute" /> · <code>{path}</code>
                    {' · '}
                    {url ?? t('posted')}
                  </p>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </AdminPage>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-soft text-xs">{name}</dt>
      <dd className="break-words">{children}</dd>
    </div>
  );
}
