'use client';

import { useLocale, useTranslations } from 'next-intl';
import { type UIEvent, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { sortByName } from '@/clients/state/views';
import type { WirePerson } from '@/protocol/messages';
import { useClientState } from '../connection/client-provider';
import { BuildingIcon, HandIcon } from '../ui/icons';
import { useInteraction } from '../ui/use-interaction';
import { keepOrder, type ListedPerson } from './keep-order';
import { usePersonCard } from './person-card-provider';
import { PersonAvatar } from './photos';

/** Faces drawn at first, and drawn more each time that the strip is scrolled to its end. */
const STEP = 40;

/** Shows the people around as a strip of faces, each person once, sorted by name. */
export function Faces() {
  const t = useTranslations('people');
  // Whoever is nowhere has nobody around; a placeholder that goes again would move the sheet.
  const nowhere = useClientState(({ place }) => place !== null && !place.sharing && !place.building);
  // Without a network nobody is shown: the people of an earlier visit are elsewhere now.
  const awaited = useClientState(
    ({ loaded, kept, link }) => !loaded && !nowhere && !(kept && link.state === 'offline'),
  );
  const { held, handlers } = useInteraction();
  const shown = useListedPeople(held);
  const [drawn, setDrawn] = useState(STEP);

  function scrolled({ currentTarget: { scrollLeft, clientWidth, scrollWidth } }: UIEvent<HTMLElement>) {
    if (Math.abs(scrollLeft) + 2 * clientWidth > scrollWidth && drawn < shown.length) setDrawn(drawn + STEP);
  }

  return (
    <ul
      aria-label={t('around')}
      className="flex flex-none gap-1 overflow-x-auto overscroll-x-contain px-3 pt-1.5 pb-2 empty:hidden"
      onScroll={scrolled}
      {...handlers}
    >
      {awaited && shown.length === 0 && <Skeleton />}
      {shown.slice(0, drawn).map((row) => (
        <Face key={row.person.id} {...row} />
      ))}
    </ul>
  );
}

/** Returns the people around sorted by name; while `held`, in their previous positions. */
function useListedPeople(held: boolean): readonly ListedPerson<WirePerson>[] {
  const locale = useLocale();
  const people = useClientState((state) => state.people);
  const before = useRef<readonly ListedPerson<WirePerson>[]>([]);
  const shown = useMemo(
    () => keepOrder(held ? before.current : [], sortByName(Object.values(people), locale)),
    [held, people, locale],
  );
  useLayoutEffect(() => {
    before.current = shown;
  }, [shown]);
  return shown;
}

const BAND_KEYS = { here: 'here', near: 'near', 'in range': 'range' } as const;

/**
 * Shows a person: the band as a ring and in words, and a mark for the user's building. A click opens the card. Who has
 * left is dimmed.
 */
function Face({ person, left }: ListedPerson<WirePerson>) {
  const t = useTranslations('people');
  const { id, name, band, inBuilding, declared } = person;
  const card = usePersonCard(person, { hover: true });
  return (
    <li className="flex-none">
      <button
        type="button"
        className="flex w-20 flex-col items-center gap-0.5 rounded-xl px-1 pt-2 pb-1 text-center hover:bg-sunk"
        {...card}
      >
        <span className={`relative mb-1 leading-none ${left ? 'opacity-40' : ''}`}>
          <PersonAvatar id={id} name={name} size={48} band={left ? null : band} />
          {inBuilding && !left && (
            <span className="absolute -inset-e-1.5 -bottom-1 flex size-5 items-center justify-center rounded-full bg-accent text-on-accent outline-2 outline-card">
              {declared ? <HandIcon size={12} /> : <BuildingIcon size={12} />}
            </span>
          )}
        </span>
        <span dir="auto" className={`line-clamp-2 w-full text-xs leading-tight ${left ? 'text-soft' : ''}`}>
          {name}
        </span>
        <span className="w-full truncate text-soft text-tiny">
          {left ? t('gone') : band ? t(`bands.${BAND_KEYS[band]}`) : inBuilding && t('inBuilding')}
        </span>
        {!left && band && inBuilding && <span className="sr-only">{t('inBuilding')}</span>}
        {!left && declared && <span className="sr-only">{t('declared')}</span>}
      </button>
    </li>
  );
}

function Skeleton() {
  return (
    <li aria-hidden="true" className="flex gap-4 px-3 py-2">
      {[1, 2, 3, 4].map((n) => (
        <span key={n} className="skeleton size-12 rounded-full" />
      ))}
    </li>
  );
}
