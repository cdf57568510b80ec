'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useMemo, useRef, useState } from 'react';
import { fits } from '@/protocol/text-matching';
import { useClientState } from '../../connection/client-provider';
import { byCampus } from '../../places/places';
import type { PlacesState } from '../../places/use-places';
import { BuildingIcon } from '../../ui/icons';
import { CheckIcon } from '../../ui/later-icons';
import { SearchInput } from '../../ui/search-input';

interface Props {
  places: PlacesState;
  /** Whether it is open from the start. */
  opened: boolean;
  onDeclare: (building: string) => void;
}

/** Shows the buildings of the map as a list, where users who share no position can declare their building. */
export function BuildingList({ places: { places, failed, retry }, opened, onDeclare }: Props) {
  const t = useTranslations('buildings');
  const locale = useLocale();
  const place = useClientState((state) => state.place);
  const ready = useClientState((state) => state.link.state === 'ready');
  const [search, setSearch] = useState('');
  const summary = useRef<HTMLElement>(null);
  useEffect(() => {
    if (opened) summary.current?.focus();
  }, [opened]);
  const groups = useMemo(() => {
    const all = places ? byCampus(places, locale) : [];
    return all
      .map(({ campus, buildings }) => ({
        campus,
        buildings: buildings.filter(({ name }) => fits(name, search)),
      }))
      .filter(({ buildings }) => buildings.length > 0);
  }, [places, search, locale]);
  return (
    <details className="mt-2" open={opened || undefined}>
      <summary ref={summary} className="flex min-h-12 items-center gap-2 font-medium">
        <BuildingIcon />
        {t('title')}
      </summary>
      <p className="mb-3 text-soft text-sm">{place?.sharing ? t('endsSharing') : t('explain')}</p>
      {failed && !places ? (
        <p className="text-sm">
          {t('failed')}{' '}
          <button type="button" className="link min-h-9" onClick={retry}>
            {t('retry')}
          </button>
        </p>
      ) : (
        <>
          <SearchInput label={t('search')} value={search} onChange={setSearch} className="mb-2" />
          {places && groups.length === 0 && <p className="py-2 text-soft text-sm">{t('none')}</p>}
          {groups.map(({ campus, buildings }) => (
            <div key={campus?.id ?? ''}>
              <h3 className="heading pt-2">{campus?.name ?? t('noCampus')}</h3>
              <ul>
                {buildings.map(({ id, name }) => (
                  <li
                    key={id}
                    className="flex min-h-12 items-center gap-2 border-line border-b last:border-0"
                  >
                    <span className="min-w-0 flex-1 text-sm">{name}</span>
                    {place?.building?.id === id ? (
                      <span className="flex items-center gap-1 font-medium text-accent text-sm">
                        <CheckIcon size={16} /> {t('youAreHere')}
                      </span>
                    ) : (
                      <button
                        type="button"
                        aria-label={t('declare', { name })}
                        disabled={!ready}
                        className="button button-quiet flex-none px-2 text-sm"
                        onClick={() => onDeclare(id)}
                      >
                        {t('declareShort')}
                      </button>
                    )}
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </>
      )}
      <div className="h-3" />
    </details>
  );
}
