'use client';

import { useTranslations } from 'next-intl';
import type { WirePerson } from '@/protocol/messages';
import { BuildingIcon, HandIcon } from '../ui/icons';
import { BandMark } from './band-mark';

/** Shows the band and the building of a person, and whether the person chose the building by hand. */
export function PersonLocation({
  person: { band, building, inBuilding, declared },
}: {
  person: Pick<WirePerson, 'band' | 'building' | 'inBuilding' | 'declared'>;
}) {
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
    </>
  );
}
