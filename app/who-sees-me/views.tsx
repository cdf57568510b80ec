import { useTranslations } from 'next-intl';
import type { WireVisibility } from '@/protocol/lookups';

interface Props {
  views: WireVisibility['views'];
  /** Whether the user shares their place. */
  sharing: boolean;
}

/** Shows each way in which others see the user now, word for word as they are sent it. */
export function Views({ views, sharing }: Props) {
  const t = useTranslations('whoSees');
  if (views.length === 0) return <p className="card p-4 text-soft">{t(sharing ? 'now.none' : 'now.off')}</p>;
  return (
    <ul className="card">
      {views.map(({ as, people }) => (
        <li key={`${as.band} ${as.inBuilding}`} className="border-line border-b px-4 py-3 last:border-0">
          <p className="font-medium">{people === null ? t('now.few') : t('now.people', { count: people })}</p>
          <dl className="mt-1 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 text-sm">
            <Fact name={t('fact.name')} value={`${as.name} (${as.id})`} />
            <Fact name={t('fact.building')} value={as.building?.name ?? t('fact.none')} />
            {as.declared && <Fact name={t('fact.how')} value={t('fact.declared')} />}
            <Fact
              name={t('fact.near')}
              value={t(`band.${as.band === 'in range' ? 'range' : (as.band ?? 'none')}`)}
            />
            {as.inBuilding && <Fact name={t('fact.where')} value={t('fact.same')} />}
          </dl>
        </li>
      ))}
    </ul>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt className="text-soft">{name}</dt>
      <dd className="min-w-0 break-words">{value}</dd>
    </>
  );
}
