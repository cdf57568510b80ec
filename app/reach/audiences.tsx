'use client';

import { useTranslations } from 'next-intl';
import { type MouseEvent, type ReactNode, useMemo, useState } from 'react';
import { lastAt } from '@/clients/state/log';
import { keyOf, type View } from '@/clients/state/views';
import { useClient, useClientState } from '../connection/client-provider';
import { useAttempt } from '../connection/use-attempt';
import { BuildingIcon, ChannelIcon, ExpandIcon, MoreIcon, RangeIcon } from '../ui/icons';
import { CheckIcon } from '../ui/later-icons';
import { Menu, MenuItem } from '../ui/menu';
import { BUILDING_RANGE, CAMPUS_RANGE, RANGES, type Reach } from './use-reach';

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
  const [open, setOpen] = useState<{ menu: 'ranges' | 'channels'; at: DOMRect } | null>(null);
  const anchorOf = (menu: 'ranges' | 'channels') => (open?.menu === menu ? open.at : null);
  const offered = useChannels(channels);
  if (!place) return null;
  const chosen = keyOf(view);
  const chosenChannel = view.of === 'conversation' ? view.id : null;
  const near = reach.near(place.range);

  async function widen(range: number) {
    const answer = await attempt(ask('update_range', { range }));
    if (answer) dispatch({ type: 'place', place: answer.place });
    onView({ of: 'nearby' });
  }

  const rangeText = (range: number) =>
    range === BUILDING_RANGE
      ? inWords('building')
      : range === CAMPUS_RANGE
        ? inWords('campus')
        : inWords('metres', { metres: range });
  const opening = (menu: 'ranges' | 'channels') => (event: MouseEvent<HTMLElement>) =>
    setOpen({ menu, at: event.currentTarget.getBoundingClientRect() });
  const chip = (audience: View, icon: ReactNode, text: ReactNode, look = '') => (
    <button
      type="button"
      key={keyOf(audience)}
      aria-pressed={keyOf(audience) === chosen}
      className={`chip ${look}`}
      onClick={() => onView(audience)}
    >
      {icon}
      {text}
    </button>
  );
  return (
    <fieldset className="flex min-w-0 items-center gap-1.5 py-1 sm:flex-wrap">
      <legend className="sr-only">{t('title')}</legend>
      {place.sharing && (
        <>
          {chip(
            { of: 'nearby' },
            <RangeIcon size={15} />,
            near === null ? (
              t('near')
            ) : (
              <>
                <span aria-hidden="true" className="sm:hidden">
                  {near}
                </span>
                <span className="max-sm:sr-only">{t('people', { count: near })}</span>
              </>
            ),
          )}
          <button
            type="button"
            aria-haspopup="menu"
            aria-label={t('range', { range: rangeText(place.range) })}
            className="chip"
            onClick={opening('ranges')}
          >
            {rangeText(place.range)}
            <ExpandIcon size={15} />
          </button>
          <Menu anchor={anchorOf('ranges')} label={t('rangeTitle')} onClose={() => setOpen(null)}>
            {[...new Set([...RANGES, place.range])]
              .sort((a, b) => a - b)
              .map((range) => (
                <MenuItem
                  key={range}
                  icon={range === place.range ? <CheckIcon /> : <RangeIcon />}
                  onClick={() => void widen(range)}
                >
                  <span className="flex-1">{rangeText(range)}</span>
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
          <span className="truncate">
            {reach.building === null
              ? place.building.name
              : t('building', { name: place.building.name, count: reach.building })}
          </span>,
          'min-w-0 shrink',
        )}
      {offered.map(({ id, title }) =>
        chip(
          { of: 'conversation', id },
          <ChannelIcon size={15} />,
          <span className="truncate">{title}</span>,
          // On a phone only the chosen one; the others are in the menu.
          id === chosenChannel ? 'min-w-0 shrink' : 'max-sm:hidden',
        ),
      )}
      {offered.length > 0 && (
        <>
          <button
            type="button"
            aria-haspopup="menu"
            aria-label={t('channels')}
            className="chip px-2.5 sm:hidden"
            onClick={opening('channels')}
          >
            <MoreIcon size={17} />
          </button>
          <Menu anchor={anchorOf('channels')} label={t('channels')} onClose={() => setOpen(null)}>
            {offered.map(({ id, title }) => (
              <MenuItem key={id} icon={<ChannelIcon />} onClick={() => onView({ of: 'conversation', id })}>
                {title}
              </MenuItem>
            ))}
          </Menu>
        </>
      )}
    </fieldset>
  );
}

const countOf = (people: number | null) => (people === null ? '' : String(people));

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
