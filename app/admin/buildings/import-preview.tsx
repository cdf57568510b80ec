'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useId } from 'react';
import type { WirePreview } from '@/protocol/place-changes';
import type { Building } from '../../places/places';

interface Props {
  preview: WirePreview;
  onShow: (building: Building) => void;
}

/** Shows as a list what an import would add, change and remove. */
export function ImportPreview({ preview, onShow }: Props) {
  const t = useTranslations('adminPlaces.importing');
  const { added, changed, removed, unchanged, campuses, ignored, renamed } = preview;
  const notes = [
    campuses.added.length > 0 && t('campusesAdded', { names: campuses.added.join(', ') }),
    campuses.changed.length > 0 && t('campusesChanged', { names: campuses.changed.join(', ') }),
    ...renamed.map(({ name, id, taken }) => t('renamed', { name, id, taken })),
    unchanged > 0 && t('unchanged', { count: unchanged }),
    ignored.length > 0 && t('ignored', { names: ignored.map(({ name }) => name).join(', ') }),
  ].filter((note) => note !== false);
  const none =
    added.length + changed.length + removed.length + campuses.added.length + campuses.changed.length;
  return (
    <div className="flex flex-col gap-3">
      <p role="status" className="font-medium">
        {none === 0
          ? t('nothing')
          : t('counts', { added: added.length, changed: changed.length, removed: removed.length })}
      </p>
      <Group as="removed" title={t('removed')} buildings={removed} onShow={onShow} />
      <Group as="changed" title={t('changed')} buildings={changed.map(({ after }) => after)} onShow={onShow}>
        {(building) => {
          const change = changed.find(({ after }) => after.id === building.id);
          return change?.parts
            .map((part) =>
              part === 'name' ? t('formerName', { name: change.before.name }) : t(`parts.${part}`),
            )
            .join(' · ');
        }}
      </Group>
      <Group as="added" title={t('added')} buildings={added} onShow={onShow} />
      {notes.length > 0 && (
        <ul className="flex flex-col gap-1 text-soft text-sm">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

const COLOURS = { added: 'bg-accent', changed: 'bg-now', removed: 'bg-bad' } as const;

interface GroupProps {
  as: keyof typeof COLOURS;
  title: string;
  buildings: readonly Building[];
  onShow: (building: Building) => void;
  /** What a building's row says besides its name. */
  children?: (building: Building) => ReactNode;
}

function Group({ as, title, buildings, onShow, children }: GroupProps) {
  const id = useId();
  if (buildings.length === 0) return null;
  return (
    <section aria-labelledby={id}>
      <h3 id={id} className="heading flex items-center gap-2">
        <span aria-hidden="true" className={`size-2.5 rounded-full ${COLOURS[as]}`} />
        {title}
        <span className="tabular-nums">{buildings.length}</span>
      </h3>
      <ul>
        {buildings.map((building) => (
          <li key={building.id}>
            <button
              type="button"
              className="-mx-2 flex min-h-11 w-[calc(100%+1rem)] flex-col justify-center rounded-control px-2 py-1 text-start hover:bg-sunk"
              onClick={() => onShow(building)}
            >
              <span className={as === 'removed' ? 'line-through decoration-bad' : ''}>{building.name}</span>
              {children && <span className="text-soft text-xs">{children(building)}</span>}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
