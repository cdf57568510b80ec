'use client';

import { useLocale, useTranslations } from 'next-intl';
import { type CSSProperties, useEffect, useMemo, useRef, useState } from 'react';
import type { WirePlaceChange, WirePreview } from '@/protocol/place-changes';
import { type Building, byCampus, type Campus, type Places } from '../../places/places';
import { UploadIcon, ZoomInIcon } from '../../ui/later-icons';
import { useLazyImport } from '../../ui/use-lazy-import';
import { BuildingCard } from './building-card';
import { BuildingEditor } from './building-editor';
import { BuildingList } from './building-list';
import { CampusEditor } from './campus-editor';
import { draftOf, emptyOutline, type Point } from './draft';
import { DrawBar } from './draw-bar';
import { ImportPanel } from './import-panel';
import { LastChange } from './last-change';
import type { Focus } from './map/places-map';
import { useCampusDraft } from './use-campus-draft';
import { type Drawing, useDraft } from './use-draft';

const loadMap = () => import('./map/places-map');

type Grounds = Readonly<Campus['grounds']>;
type Mode = 'list' | 'edit' | 'add' | 'import' | 'campus';

interface Props {
  places: Places;
  changes: readonly WirePlaceChange[];
  tileUrl: string;
}

/** Shows the list of buildings, or what is done with one or with a file, beside the map. */
export function BuildingsPage({ places, changes, tileUrl }: Props) {
  const t = useTranslations('adminPlaces');
  const locale = useLocale();
  const groups = useMemo(() => byCampus(places, locale, { empty: true }), [places, locale]);
  const [mode, setMode] = useState<Mode>('list');
  const [selected, setSelected] = useState<string | null>(null);
  const [chosen, setChosen] = useState(0);
  const [focus, setFocus] = useState<Focus | null>(null);
  const drawing = useDraft();
  const campusDraft = useCampusDraft(drawing);
  const [campus, setCampus] = useState<Campus | null>(null);
  const [preview, setPreview] = useState<WirePreview | null>(null);
  const [said, setSaid] = useState('');
  const building = places.buildings.find(({ id }) => id === selected) ?? null;
  const ofBuilding = groups.findIndex(({ buildings }) => buildings.some(({ id }) => id === selected));
  const at = Math.min(ofBuilding === -1 ? chosen : ofBuilding, Math.max(0, groups.length - 1));
  const frame = useRef<HTMLDivElement>(null);
  const beside = useRef<HTMLDivElement>(null);
  const first = useRef(true);
  // What had the focus is gone when something else is shown beside the map.
  // biome-ignore lint/correctness/useExhaustiveDependencies: these decide what is shown
  useEffect(() => {
    if (!first.current) beside.current?.focus({ preventScroll: true });
    first.current = false;
  }, [mode, selected]);

  function select(id: string | null, show = false) {
    setSaid('');
    setSelected(id);
    const found = places.buildings.find((each) => each.id === id) ?? null;
    setFocus(show && found ? { building: found, close: false } : null);
  }
  const setShown = (shown: Building) => setFocus({ building: shown, close: false });
  function begin(next: Mode) {
    setSaid('');
    if (next === 'edit' && building) {
      setFocus({ building, close: true });
      drawing.reset(draftOf(building));
    }
    if (next === 'add') drawing.reset(emptyOutline());
    setMode(next);
    // On a phone what begins is below the map.
    if (matchMedia('(width < 64rem)').matches) frame.current?.scrollIntoView();
  }
  /** Shows a campus on the map, if it is anywhere. */
  function showCampus(group: number) {
    const { campus, buildings } = groups[group] ?? {};
    if (buildings?.length || (campus?.latitude ?? null) !== null) setChosen(group);
  }
  function editCampus(next: Campus | null, group?: number) {
    if (group !== undefined) showCampus(group);
    setCampus(next);
    campusDraft.reset(next);
    begin('campus');
  }
  function end(text = '', id?: string) {
    setMode('list');
    setPreview(null);
    setSaid(text);
    if (id !== undefined) setSelected(id);
  }

  const editing = mode === 'edit' || mode === 'add';
  const panel =
    mode === 'import' ? (
      <ImportPanel preview={preview} onPreview={setPreview} onShow={setShown} onEnd={end} />
    ) : mode === 'campus' ? (
      <CampusEditor campus={campus} places={places} draft={campusDraft} onEnd={end} />
    ) : editing ? (
      <BuildingEditor
        building={mode === 'edit' ? building : null}
        campus={mode === 'edit' ? (building?.campusId ?? null) : (groups[at]?.campus?.id ?? null)}
        places={places}
        drawing={drawing}
        onEnd={end}
      />
    ) : building ? (
      <BuildingCard
        key={building.id}
        building={building}
        campus={groups[at]?.campus ?? null}
        onEdit={() => begin('edit')}
        onRemoved={(text) => {
          select(null);
          setSaid(text);
        }}
        onBack={() => select(null)}
      />
    ) : (
      <div className="flex flex-col gap-4">
        <div className="grid grid-cols-2 gap-2">
          <button type="button" className="button button-primary" onClick={() => begin('add')}>
            <ZoomInIcon size={18} /> {t('add')}
          </button>
          <button type="button" className="button" onClick={() => begin('import')}>
            <UploadIcon size={18} /> {t('import')}
          </button>
        </div>
        <LastChange changes={changes} onUndone={setSaid} />
        <BuildingList
          groups={groups}
          onOpen={(id) => select(id, true)}
          onCampus={showCampus}
          onEditCampus={editCampus}
        />
        <button type="button" className="button button-quiet" onClick={() => editCampus(null)}>
          <ZoomInIcon size={18} /> {t('campuses.addCampus')}
        </button>
      </div>
    );

  return (
    <div
      ref={frame}
      className="flex scroll-mt-4 flex-col gap-4 lg:grid lg:grid-cols-[20rem_minmax(0,1fr)] lg:items-start lg:gap-6"
    >
      <div ref={beside} tabIndex={-1} className="order-2 min-w-0 focus:outline-none lg:order-1">
        <p
          role="status"
          className="rounded-control bg-tint px-3 py-2 text-sm empty:hidden [&:not(:empty)]:mb-4"
        >
          {said}
        </p>
        {panel}
      </div>
      <MapBeside
        groups={groups}
        at={at}
        tileUrl={tileUrl}
        selected={mode === 'add' ? null : selected}
        focus={focus}
        preview={preview}
        drawing={editing || mode === 'campus' ? drawing : null}
        grounds={mode === 'campus' ? campusDraft.others : null}
        onSelect={(id) => select(id)}
        onPress={mode === 'campus' ? (point) => campusDraft.press(point) : undefined}
      />
    </div>
  );
}

interface MapProps {
  groups: ReturnType<typeof byCampus>;
  at: number;
  tileUrl: string;
  selected: string | null;
  focus: Focus | null;
  preview: WirePreview | null;
  /** Null while nothing is drawn. */
  drawing: Drawing | null;
  /** The grounds while they are edited. */
  grounds: Grounds | null;
  onSelect: (id: string) => void;
  /** Called with a press on the ground while nothing is drawn. */
  onPress: ((point: Point) => void) | undefined;
}

/** Shows the map, whose code is loaded later, with what is said about the drawing over it. */
function MapBeside({ groups, at, drawing, grounds, ...map }: MapProps) {
  const t = useTranslations('map');
  const { part, failed, retry } = useLazyImport(loadMap, true);
  const others = useMemo(() => groups.flatMap((group, i) => (i === at ? [] : group.buildings)), [groups, at]);
  return (
    <div
      data-map-frame
      style={NO_SHEET}
      className="card relative isolate order-1 h-[48dvh] min-h-72 overflow-hidden bg-map-ground lg:sticky lg:top-6 lg:order-2 lg:h-[calc(100dvh-7.5rem)]"
    >
      {part ? (
        <part.PlacesMap
          {...map}
          campus={groups[at]?.campus ?? null}
          grounds={grounds ?? groups[at]?.campus?.grounds ?? NO_GROUNDS}
          buildings={groups[at]?.buildings ?? NO_BUILDINGS}
          others={others}
          drawing={drawing}
        />
      ) : failed ? (
        <div className="flex h-full flex-col items-center justify-center gap-2 p-4 text-center text-soft">
          {t('failed')}
          <button type="button" className="button" onClick={retry}>
            {t('retry')}
          </button>
        </div>
      ) : (
        <div className="skeleton h-full" />
      )}
      {drawing && <DrawBar drawing={drawing} />}
    </div>
  );
}

/** The buttons of the map stand above a sheet, which this map has not. */
const NO_SHEET = { '--sheet-covers': '0px' } as CSSProperties;
const NO_BUILDINGS: Building[] = [];
const NO_GROUNDS: Grounds = [];
