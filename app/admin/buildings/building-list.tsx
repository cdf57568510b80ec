'use client';

import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { fits } from '@/protocol/text-matching';
import type { byCampus, Campus } from '../../places/places';
import { BuildingIcon, ExpandIcon, WriteIcon } from '../../ui/icons';
import { SearchInput } from '../../ui/search-input';
import { useShapeText } from './use-shape-text';

interface Props {
  groups: ReturnType<typeof byCampus>;
  onOpen: (id: string) => void;
  /** Called with the index of the campus that the map shall show. */
  onCampus: (at: number) => void;
  onEditCampus: (campus: Campus, at: number) => void;
}

/** Shows the buildings of each campus, filtered by name. */
export function BuildingList({ groups, onOpen, onCampus, onEditCampus }: Props) {
  const t = useTranslations('adminPlaces');
  const m = useTranslations('map');
  const shapeText = useShapeText();
  const [filter, setFilter] = useState('');
  const id = useId();

  const shown = groups.map((group, at) => ({
    ...group,
    at,
    buildings: group.buildings.filter(({ name }) => fits(name, filter)),
  }));
  const found = shown.filter(({ buildings }) => buildings.length > 0 || filter.trim() === '');
  return (
    <div className="flex flex-col gap-3">
      <SearchInput label={t('find')} value={filter} onChange={setFilter} />
      {found.length === 0 && (
        <p className="card p-4 text-soft">{t(groups.length === 0 ? 'none' : 'notFound')}</p>
      )}
      {found.map(({ campus, buildings, at }) => (
        <section key={campus?.id ?? ''} aria-labelledby={`${id}-${at}`} className="card overflow-hidden">
          <div className="flex border-line border-b">
            <h2 id={`${id}-${at}`} className="min-w-0 flex-1">
              <button
                type="button"
                className="heading flex min-h-11 w-full items-center justify-between gap-2 px-4 text-start hover:bg-sunk"
                onClick={() => onCampus(at)}
              >
                <span>{campus?.name ?? m('noCampus')}</span>
                <span className="tabular-nums">{buildings.length}</span>
              </button>
            </h2>
            {campus && (
              <button
                type="button"
                aria-label={t('campuses.editName', { name: campus.name })}
                className="icon-button"
                onClick={() => onEditCampus(campus, at)}
              >
                <WriteIcon size={17} />
              </button>
            )}
          </div>
          <ul className="py-1 empty:hidden">
            {buildings.map((building) => (
              <li key={building.id}>
                <button
                  type="button"
                  className="flex min-h-12 w-full items-center gap-3 px-4 py-1.5 text-start hover:bg-sunk"
                  onClick={() => onOpen(building.id)}
                >
                  <span className="text-soft">
                    <BuildingIcon size={18} />
                  </span>
                  <span className="min-w-0 flex-1">
                    <span className="block truncate font-medium">{building.name}</span>
                    <span className="block truncate text-soft text-xs">{shapeText(building)}</span>
                  </span>
                  <span className="-rotate-90 text-soft">
                    <ExpandIcon size={16} />
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
