'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useId, useMemo } from 'react';
import { inOrder } from '@/clients/state/views';
import type { WirePerson } from '@/protocol/messages';
import { Avatar } from '../../ui/avatar';
import { HandIcon } from '../../ui/icons';
import { useQuadState } from '../quad';
import { PersonMenu } from '../safety/person-menu';
import { useRoute } from '../use-route';
import { BandMark } from './band-mark';

interface Props {
  className: string;
  onShare: () => void;
}

/** Who is in the building and who is in range, by name, with how near in words. */
export function PeoplePanel({ className, onShare }: Props) {
  const t = useTranslations('people');
  const people = useQuadState((state) => state.people);
  const place = useQuadState((state) => state.place);
  const loaded = useQuadState((state) => state.loaded);
  const all = useMemo(() => inOrder(Object.values(people)), [people]);
  const inBuilding = all.filter((person) => person.inBuilding);
  const inRange = all.filter((person) => person.band !== null);
  return (
    <section aria-label={t('title')} className={`${className} flex-none flex-col lg:card lg:px-2 lg:pb-3`}>
      <Group title={t('inBuilding')} count={inBuilding.length} note={place?.building?.name}>
        {!loaded ? (
          <Skeleton />
        ) : inBuilding.length > 0 ? (
          inBuilding.map((person) => <Row key={person.id} person={person} where={false} />)
        ) : (
          <Nobody
            text={t(!place?.building ? 'noBuilding' : place.declared ? 'nobodyDeclared' : 'nobodyInBuilding')}
          />
        )}
      </Group>
      <Group
        title={t('inRange')}
        count={inRange.length}
        note={place?.sharing ? t('within', { metres: place.range }) : undefined}
      >
        {!loaded ? (
          <Skeleton />
        ) : inRange.length > 0 ? (
          inRange.map((person) => <Row key={person.id} person={person} where />)
        ) : (
          <Nobody text={place?.sharing ? t('nobodyInRange') : t('notSharing')}>
            {!place?.sharing && (
              <button type="button" className="button mt-2" onClick={onShare}>
                {t('share')}
              </button>
            )}
          </Nobody>
        )}
      </Group>
    </section>
  );
}

function Group({
  title,
  count,
  note,
  children,
}: {
  title: string;
  count: number;
  note: string | undefined;
  children: ReactNode;
}) {
  const heading = useId();
  return (
    <div className="pt-3">
      <div className="flex items-baseline gap-2 px-2 pb-1 text-soft text-sm">
        <h2 id={heading} className="heading">
          {title}
        </h2>
        <span>{count}</span>
        {note && <span className="ml-auto truncate">{note}</span>}
      </div>
      <ul aria-labelledby={heading}>{children}</ul>
    </div>
  );
}

/** Somebody, and the way to write to them. `where`: say the building, too. */
function Row({ person, where }: { person: WirePerson; where: boolean }) {
  const t = useTranslations('people');
  const { go } = useRoute();
  const { id, name, building, declared, band } = person;
  return (
    <li className="flex items-center">
      <button
        type="button"
        title={t('write', { name })}
        className="flex min-h-14 min-w-0 flex-1 items-center gap-3 rounded-xl px-2 py-1.5 text-left hover:bg-sunk"
        onClick={() => go({ tab: 'messages', view: { of: 'direct', username: id } })}
      >
        <Avatar id={id} name={name} />
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium leading-snug">{name}</span>
          <span className="flex flex-wrap items-center gap-x-2 text-soft text-xs">
            {band && <BandMark band={band} />}
            {where && building && <span className="max-w-full truncate">{building.name}</span>}
            {declared && (
              <span className="flex items-center gap-1">
                <HandIcon size={13} /> {t('declared')}
              </span>
            )}
            {!band && !(where && building) && <span>{id}</span>}
          </span>
        </span>
      </button>
      <PersonMenu person={person} />
    </li>
  );
}

function Nobody({ text, children }: { text: string; children?: ReactNode }) {
  return (
    <li className="px-2 py-2 text-soft text-sm">
      {text}
      {children && <div>{children}</div>}
    </li>
  );
}

function Skeleton() {
  return (
    <li aria-hidden="true" className="flex items-center gap-3 px-2 py-2">
      <span className="skeleton size-9 rounded-full" />
      <span className="skeleton h-4 w-1/2" />
    </li>
  );
}
