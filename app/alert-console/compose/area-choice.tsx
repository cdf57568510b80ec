'use client';

import { useLocale, useTranslations } from 'next-intl';
import { type CSSProperties, useMemo, useState } from 'react';
import type { AlertKind } from '@/protocol/alert-kinds';
import type { AlertArea } from '@/protocol/alerts';
import { fits } from '@/protocol/text-matching';
import { byCampus } from '../../places/places';
import { SearchInput } from '../../ui/search-input';
import { useLazyImport } from '../../ui/use-lazy-import';
import { buildingsIn, covers, toggled } from '../area';
import { useDesk } from '../desk-provider';

const loadMap = () => import('./area-map');

/** The buttons of the map stand above a sheet, which this map has not. */
const NO_SHEET = { '--sheet-covers': '0px' } as CSSProperties;
/** As many buildings are listed without a search. */
const LISTED = 8;

interface Props {
  area: AlertArea;
  kind: AlertKind;
  onChange: (area: AlertArea) => void;
}

/** Shows the choice of the place of an alert: buildings by touch on the map or in the list, or the whole campus. */
export function AreaChoice({ area, kind, onChange }: Props) {
  const t = useTranslations('alertConsole.compose');
  const m = useTranslations('map');
  const locale = useLocale();
  const { places: state, console, tileUrl } = useDesk();
  const places = state.places;
  const groups = useMemo(() => (places ? byCampus(places, locale) : []), [places, locale]);
  const grants = console.grants.filter(({ role }) => role === 'drafter' || role === 'sole_operator');
  const of = groups.findIndex(
    ({ campus, buildings }) =>
      (campus !== null && campus.id === area.campus) ||
      buildings.some(({ id }) => area.buildings.includes(id)),
  );
  const [at, setAt] = useState<number | null>(null);
  const index = at ?? Math.max(0, of);
  const group = groups[index];
  const [query, setQuery] = useState('');
  const { part, failed, retry } = useLazyImport(loadMap, true);
  const chosen = useMemo(() => new Set(buildingsIn(area, places?.buildings ?? [])), [area, places]);
  if (!places) return <div className="skeleton h-64" />;

  const campus = group?.campus ?? null;
  const may = (id: string) => covers(grants, { campus: campus?.id ?? null, id });
  const offered = (group?.buildings ?? []).filter(({ id }) => may(id));
  const found = offered.filter(({ name }) => fits(name, query));
  const listed = query === '' ? found.slice(0, LISTED) : found;
  const hidden = found.length - listed.length;
  const toggle = (id: string) => may(id) && onChange(toggled(area, id));
  return (
    <>
      <div
        data-map-frame
        style={NO_SHEET}
        className="card relative isolate h-[42dvh] min-h-64 overflow-hidden bg-map-ground"
      >
        {part ? (
          <part.AreaMap
            campus={campus}
            buildings={group?.buildings ?? []}
            chosen={chosen}
            kind={kind}
            tileUrl={tileUrl}
            onToggle={toggle}
          />
        ) : failed ? (
          <div className="flex h-full flex-col items-center justify-center gap-2 p-4 text-center text-soft">
            {m('failed')}
            <button type="button" className="button" onClick={retry}>
              {m('retry')}
            </button>
          </div>
        ) : (
          <div className="skeleton h-full" />
        )}
      </div>
      <div className="flex flex-wrap gap-2">
        {groups.length > 1 && (
          <label>
            <span className="sr-only">{m('campus')}</span>
            <select className="field" value={index} onChange={(event) => setAt(Number(event.target.value))}>
              {groups.map((each, i) => (
                <option key={each.campus?.id ?? ''} value={i}>
                  {each.campus?.name ?? m('noCampus')}
                </option>
              ))}
            </select>
          </label>
        )}
        {campus && covers(grants, { campus: campus.id }) && (
          <button
            type="button"
            aria-pressed={area.campus === campus.id}
            className="chip min-h-11 aria-[pressed=false]:border-line"
            onClick={() =>
              onChange(
                area.campus === campus.id
                  ? { campus: null, buildings: [] }
                  : { campus: campus.id, buildings: [] },
              )
            }
          >
            {t('wholeCampus', { name: campus.name })}
          </button>
        )}
      </div>
      <SearchInput label={t('findBuilding')} value={query} onChange={setQuery} />
      <fieldset aria-label={t('buildings')} className="flex min-w-0 flex-wrap gap-2">
        {listed.map(({ id, name }) => (
          <button
            key={id}
            type="button"
            aria-pressed={chosen.has(id)}
            className="chip min-h-11 aria-[pressed=false]:border-line max-w-full whitespace-normal text-start"
            onClick={() => toggle(id)}
          >
            <bdi>{name}</bdi>
          </button>
        ))}
      </fieldset>
      <p className="text-soft text-sm empty:hidden">
        {hidden > 0 ? t('more', { n: hidden }) : offered.length === 0 ? t('noRight') : null}
      </p>
    </>
  );
}
