'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useMemo, useState } from 'react';
import { lastAt } from '@/clients/state/log';
import { keyOf, type View } from '@/clients/state/views';
import { useClient, useClientState } from '../connection/client-provider';
import { useAttempt } from '../connection/use-attempt';
import { BuildingIcon, ChannelIcon, ExpandIcon, RangeIcon } from '../ui/icons';
import { CheckIcon } from '../ui/later-icons';
import { Menu, MenuItem } from '../ui/menu';
import { RANGES, type Reach } from './use-reach';

/** The number of channels offered, those with the newest messages. */
const MAX_CHANNELS = 3;

interface Props {
  /** To whom the next message goes. */
  view: View;
  onView: (view: View) => void;
  reach: Reach;
  /** Whether to offer channels besides the range and the building. */
  channels?: boolean;
}

/** Shows whom the next message reaches, and the other audiences to choose from. */
export function Audiences({ view, onView, reach, channels = false }: Props) {
  const t = useTranslations('reach');
  const inWords = useTranslations('range');
  const place = useClientState((state) => state.place);
  const { ask, dispatch } = useClient();
  const { attempt } = useAttempt();
  const [anchor, setAnchor] = useState<DOMRect | null>(null);
  const offered = useChannels(channels);
  if (!place) return null;
  const chosen = keyOf(view);
  const near = reach.near(place.range);

  async function widen(range: number) {
    const answer = await attempt(ask('update_range', { range }));
    if (answer) dispatch({ type: 'place', place: answer.place });
    onView({ of: 'nearby' });
  }

  const chip = (audience: View, icon: ReactNode, text: string) => (
    <button
      type="button"
      key={keyOf(audience)}
      aria-pressed={keyOf(audience) === chosen}
      className="chip"
      onClick={() => onView(audience)}
    >
      {icon}
      {text}
    </button>
  );
  return (
    <fieldset className="flex min-w-0 items-center gap-1.5 overflow-x-auto overscroll-x-contain py-1">
      <legend className="sr-only">{t('title')}</legend>
      {place.sharing && (
        <>
          {chip(
            { of: 'nearby' },
            <RangeIcon size={15} />,
            near === null ? t('near') : t('people', { count: near }),
          )}
          <button
            type="button"
            aria-haspopup="menu"
            aria-label={t('range', { metres: place.range })}
            className="chip"
            onClick={(event) => setAnchor(event.currentTarget.getBoundingClientRect())}
          >
            {place.range < LEAST_METRES ? inWords('building') : metresOf(place.range)}
            <ExpandIcon size={15} />
          </button>
          <Menu anchor={anchor} label={t('rangeTitle')} onClose={() => setAnchor(null)}>
            {[...new Set([...RANGES, place.range])]
              .sort((a, b) => a - b)
              .map((range) => (
                <MenuItem
                  key={range}
                  icon={range === place.range ? <CheckIcon /> : <RangeIcon />}
                  onClick={() => void widen(range)}
                >
                  <span className="flex-1">
                    {range === RANGES.at(-1)
                      ? t('campus')
                      : range < LEAST_METRES
                        ? inWords('building')
                        : metresOf(range)}
                  </span>
                  <span className="text-soft text-sm">{countOf(reach.near(range))}</span>
                </MenuItem>
              ))}
          </Menu>
        </>
      )}
      {place.building &&
        chip(
          { of: 'building' },
          <BuildingIcon size={15} />,
          reach.building === null
            ? place.building.name
            : t('building', { name: place.building.name, count: reach.building }),
        )}
      {offered.map(({ id, title }) => chip({ of: 'conversation', id }, <ChannelIcon size={15} />, title))}
    </fieldset>
  );
}

const countOf = (people: number | null) => (people === null ? '' : String(people));
/** The ring of the map stands for the same building below 128 m. */
const LEAST_METRES = 128;
const metresOf = (range: number) => (range < 1000 ? `${range} m` : `${range / 1000} km`);

/** Returns the channels of the user with the newest messages first; none unless `wanted`. */
function useChannels(wanted: boolean): { id: string; title: string }[] {
  const log = useClientState((state) => state.log);
  return useMemo(
    () =>
      wanted
        ? Object.values(log)
            .filter(({ kind, info }) => kind === 'channel' && info?.open === true)
            .sort((a, b) => lastAt(b).localeCompare(lastAt(a)))
            .slice(0, MAX_CHANNELS)
            .map(({ id, info }) => ({ id, title: info?.title ?? '' }))
        : [],
    [log, wanted],
  );
}
