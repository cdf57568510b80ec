'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useId, useLayoutEffect, useMemo, useRef } from 'react';
import { sortByName } from '@/clients/state/views';
import type { WirePerson } from '@/protocol/messages';
import { useClientState } from '../connection/client-provider';
import { useNavigation } from '../navigation/navigation-provider';
import { Avatar } from '../ui/avatar';
import { BuildingIcon, HandIcon } from '../ui/icons';
import { useInteraction } from '../ui/use-interaction';
import { BandMark } from './band-mark';
import { keepOrder, type ListedPerson } from './keep-order';
import { PersonMenu } from './safety/person-menu';

interface Props {
  className: string;
  onShare: () => void;
}

/** Shows the people in the user's building or range, sorted by name, with their bands. */
export function PeoplePanel({ className, onShare }: Props) {
  const t = useTranslations('people');
  const place = useClientState((state) => state.place);
  const loaded = useClientState((state) => state.loaded);
  const heading = useId();
  const { held, handlers } = useInteraction();
  const shown = useListedPeople(held);
  const count = shown.filter(({ left }) => !left).length;
  return (
    <section aria-label={t('title')} className={`${className} flex min-h-0 flex-none flex-col`}>
      <div className="flex items-baseline gap-2 px-4 pt-2 pb-1 text-soft text-sm">
        <h2 id={heading} className="heading">
          {t('around')}
        </h2>
        <span>{count}</span>
        {place?.sharing && <span className="ml-auto truncate">{t('within', { metres: place.range })}</span>}
      </div>
      <ul
        aria-labelledby={heading}
        className="flex overflow-x-auto overscroll-contain px-2 pb-2"
        {...handlers}
      >
        {!loaded && <Skeleton />}
        {shown.map((row) => (
          <Row key={row.person.id} {...row} />
        ))}
      </ul>
      {loaded && <Hints nobody={count === 0} onShare={onShare} />}
    </section>
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

/** Shows why the list of people is empty or incomplete. */
function Hints({ nobody, onShare }: { nobody: boolean; onShare: () => void }) {
  const t = useTranslations('people');
  const place = useClientState((state) => state.place);
  if (place?.sharing)
    return nobody ? <p className={hint}>{t(place.findable ? 'nobodyInRange' : 'notLocated')}</p> : null;
  return (
    <div className={hint}>
      {nobody && <p className="pb-2">{t(place?.building ? 'nobodyDeclared' : 'noBuilding')}</p>}
      <p>{t('notSharing')}</p>
      <button type="button" className="button mt-2" onClick={onShare}>
        {t('share')}
      </button>
    </div>
  );
}

const hint = 'px-4 pb-3 text-soft text-sm';

/** Shows a person; a click opens the direct conversation. */
function Row({ person, left }: ListedPerson<WirePerson>) {
  const t = useTranslations('people');
  const { push } = useNavigation();
  const { id, name } = person;
  return (
    <li className="flex w-60 flex-none items-center">
      <button
        type="button"
        title={t('write', { name })}
        className="flex min-h-14 min-w-0 flex-1 items-center gap-3 rounded-xl px-2 py-1.5 text-left hover:bg-sunk"
        onClick={() => push({ tab: 'chats', view: { of: 'direct', username: id } })}
      >
        <span className={`flex-none leading-none ${left ? 'opacity-40' : ''}`}>
          <Avatar id={id} name={name} size={44} band={left ? null : person.band} />
        </span>
        <span className="min-w-0 flex-1">
          <span className={`block truncate font-medium leading-snug ${left ? 'text-soft' : ''}`}>{name}</span>
          <span className="flex flex-wrap items-center gap-x-2 text-soft text-xs">
            {left ? t('gone') : <PersonLocation person={person} />}
          </span>
        </span>
      </button>
      <PersonMenu person={person} />
    </li>
  );
}

/** Shows the band and the building of a person, and whether the person declared the building by hand. */
function PersonLocation({ person: { id, band, building, inBuilding, declared } }: { person: WirePerson }) {
  const t = useTranslations('people');
  return (
    <>
      {band && <BandMark band={band} />}
      {inBuilding ? (
        <span className="flex items-center gap-1 font-medium text-accent">
          <BuildingIcon size={14} /> {t('inBuilding')}
        </span>
      ) : (
        building && <span className="max-w-full truncate">{building.name}</span>
      )}
      {declared && (
        <span className="flex items-center gap-1">
          <HandIcon size={13} /> {t('declared')}
        </span>
      )}
      {!band && !inBuilding && !building && <span>{id}</span>}
    </>
  );
}

function Skeleton() {
  return (
    <li aria-hidden="true" className="flex w-60 flex-none items-center gap-3 px-2 py-2">
      <span className="skeleton size-9 rounded-full" />
      <span className="skeleton h-4 w-1/2" />
    </li>
  );
}
