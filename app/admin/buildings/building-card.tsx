'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useState } from 'react';
import type { WireBuildingUse } from '@/protocol/place-changes';
import type { Building, Campus } from '../../places/places';
import { BotIcon, ChannelIcon, MessagesIcon, PeopleIcon } from '../../ui/icons';
import { BackIcon } from '../../ui/later-icons';
import { RemoveBuilding } from './remove-building';
import { useShapeText } from './use-shape-text';

interface Props {
  building: Building;
  campus: Campus | null;
  onEdit: () => void;
  /** Called with what was removed. */
  onRemoved: (text: string) => void;
  onBack: () => void;
}

/** Shows a building with what refers to it, and what administrators do with it. */
export function BuildingCard({ building, campus, onEdit, onRemoved, onBack }: Props) {
  const t = useTranslations('adminPlaces');
  const m = useTranslations('map');
  const shapeText = useShapeText();
  const use = useBuildingUse(building.id);
  return (
    <section aria-label={building.name} className="flex flex-col gap-3">
      <button type="button" className="button button-quiet -ms-3 self-start" onClick={onBack}>
        <BackIcon size={18} /> {t('all')}
      </button>
      <div className="card flex flex-col gap-4 p-4">
        <div>
          <h2 className="font-display text-title">{building.name}</h2>
          <p className="text-soft text-sm">
            {campus?.name ?? m('noCampus')} · {shapeText(building)}
          </p>
          <p className="text-soft text-xs">
            <code>{building.id}</code>
          </p>
        </div>
        <ul className="flex flex-col gap-1 text-sm">
          <Fact icon={<PeopleIcon size={18} />}>
            <Link href={`/admin/buildings/${encodeURIComponent(building.id)}`} className="link">
              {use ? t('use.people', { count: use.people }) : t('use.loading')}
            </Link>
          </Fact>
          {use && (
            <>
              <Fact icon={<BotIcon size={18} />}>
                {t('use.bots', { count: use.bots.length })}
                {use.bots.length > 0 && `: ${use.bots.join(', ')}`}
              </Fact>
              <Fact icon={<ChannelIcon size={18} />}>{t('use.channels', { count: use.channels })}</Fact>
              <Fact icon={<MessagesIcon size={18} />}>{t('use.messages', { count: use.messages })}</Fact>
            </>
          )}
        </ul>
        <div className="flex flex-wrap gap-2">
          <button type="button" className="button button-primary flex-1" onClick={onEdit}>
            {t('edit')}
          </button>
          <RemoveBuilding building={building} use={use} onRemoved={onRemoved} />
        </div>
      </div>
    </section>
  );
}

function Fact({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <li className="flex min-h-8 items-center gap-2.5">
      <span className="text-soft">{icon}</span>
      <span className="min-w-0">{children}</span>
    </li>
  );
}

/** Returns what refers to a building; null while unknown. */
function useBuildingUse(id: string): WireBuildingUse | null {
  const [use, setUse] = useState<WireBuildingUse | null>(null);
  useEffect(() => {
    const over = new AbortController();
    // Without an answer the card shows the rest.
    void fetch(`/api/v1/admin/buildings/${encodeURIComponent(id)}`, { signal: over.signal }).then(
      async (response) => response.ok && setUse((await response.json()) as WireBuildingUse),
      () => {},
    );
    return () => over.abort();
  }, [id]);
  return use;
}
