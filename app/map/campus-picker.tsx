'use client';

import { useTranslations } from 'next-intl';
import type { CampusGroups } from './use-campus';

interface Props {
  groups: CampusGroups;
  at: number;
  onChange: (at: number) => void;
}

/** Shows the choice of the campus over the map. */
export function CampusPicker({ groups, at, onChange }: Props) {
  const t = useTranslations('map');
  return (
    <label data-over-map className="map-campus">
      <span className="sr-only">{t('campus')}</span>
      <select
        className="field floating border-transparent"
        value={at}
        onChange={(event) => onChange(Number(event.target.value))}
      >
        {groups.map(({ campus }, i) => (
          <option key={campus?.id ?? ''} value={i}>
            {campus?.name ?? t('noCampus')}
          </option>
        ))}
      </select>
    </label>
  );
}
