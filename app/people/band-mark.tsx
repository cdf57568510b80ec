'use client';

import { useTranslations } from 'next-intl';
import type { Band } from '@/protocol/messages';
import { HereIcon, InRangeIcon, NearIcon } from '../ui/later-icons';

const BANDS = {
  here: { key: 'here', Icon: HereIcon },
  near: { key: 'near', Icon: NearIcon },
  'in range': { key: 'range', Icon: InRangeIcon },
} as const satisfies Record<Band, unknown>;

/** Shows a band as an icon and in words. */
export function BandMark({ band }: { band: Band }) {
  const t = useTranslations('people.bands');
  const { key, Icon } = BANDS[band];
  return (
    <span className="flex items-center gap-1 font-medium text-accent">
      <Icon size={14} /> {t(key)}
    </span>
  );
}
