'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { fits } from '@/protocol/text-matching';
import { useClientState } from '../../connection/client-provider';
import type { BuildingCounts } from '../../map/building-labels';
import { nearestFirst, type Point, pointOf, wayTo } from '../../map/directions';
import type { Building } from '../../places/places';
import { CloseIcon } from '../../ui/icons';
import { CheckIcon } from '../../ui/later-icons';
import { SearchInput } from '../../ui/search-input';
import { useWayText } from './use-way-text';

interface Props {
  buildings: readonly Building[];
  counts: BuildingCounts;
  /** Where the user is; null while unknown. */
  from: Point | null;
  onOpen: (building: Building, at: DOMRect) => void;
  onDeclare: (building: string) => void;
  onClose: () => void;
  /** The slider of the range. */
  children: ReactNode;
}

/**
 * Shows what the map shows as a list: the buildings in the order of their distance, with the way to each in words, how
 * many people are there and whether they talk. The focus moves to it, and Escape closes it.
 */
export function PlaceList({ buildings, counts, from, onOpen, onDeclare, onClose, children }: Props) {
  const t = useTranslations('placeList');
  const sharing = useClientState((state) => state.place?.sharing ?? false);
  const [search, setSearch] = useState('');
  const panel = useRef<HTMLElement>(null);
  const ordered = useMemo(() => (from ? nearestFirst(from, buildings) : buildings), [from, buildings]);
  const found = ordered.filter(({ name }) => fits(name, search));
  useEffect(() => {
    const before = document.activeElement;
    panel.current?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <section
      ref={panel}
      tabIndex={-1}
      aria-label={t('title')}
      data-over-map
      className="place-list floating"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <div className="flex items-center gap-2 pe-1 ps-4">
        <h2 className="min-w-0 flex-1 font-display text-title">{t('title')}</h2>
        <button type="button" aria-label={t('close')} className="icon-button" onClick={onClose}>
          <CloseIcon />
        </button>
      </div>
      {children}
      <p className="px-4 pb-2 text-soft text-sm">{t(sharing ? 'endsSharing' : 'explain')}</p>
      <div className="px-4 pb-2">
        <SearchInput label={t('search')} value={search} onChange={setSearch} />
      </div>
      {found.length === 0 && <p className="px-4 py-2 text-soft text-sm">{t('none')}</p>}
      <ul className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-2 pb-2">
        {found.map((building) => (
          <Row
            key={building.id}
            building={building}
            count={counts.get(building.id)}
            from={from}
            onOpen={onOpen}
            onDeclare={onDeclare}
          />
        ))}
      </ul>
    </section>
  );
}

interface RowProps extends Pick<Props, 'from' | 'onOpen' | 'onDeclare'> {
  building: Building;
  count: ReturnType<BuildingCounts['get']>;
}

function Row({ building, count, from, onOpen, onDeclare }: RowProps) {
  const t = useTranslations('placeList');
  const wayText = useWayText();
  const here = useClientState((state) => state.place?.building?.id === building.id);
  const ready = useClientState((state) => state.link.state === 'ready');
  const at = pointOf(building);
  const way = from && at && !here ? wayTo(from, at) : null;
  const facts = [
    way && wayText(way),
    count && t('people', { count: count.people }),
    count?.talking && t('talking'),
  ];
  return (
    <li className="flex items-center gap-1">
      <button
        type="button"
        className="building-row min-w-0 flex-1"
        onClick={(event) => onOpen(building, event.currentTarget.getBoundingClientRect())}
      >
        <span className="min-w-0">
          <span className="block truncate font-medium">{building.name}</span>
          <span className="block truncate text-soft text-sm">{facts.filter(Boolean).join(' · ')}</span>
        </span>
      </button>
      {here ? (
        <span className="flex flex-none items-center gap-1 px-2 font-medium text-accent text-sm">
          <CheckIcon size={16} /> {t('youAreHere')}
        </span>
      ) : (
        <button
          type="button"
          aria-label={t('declare', { name: building.name })}
          disabled={!ready}
          className="button button-quiet flex-none px-2 text-sm"
          onClick={() => onDeclare(building.id)}
        >
          {t('declareShort')}
        </button>
      )}
    </li>
  );
}
