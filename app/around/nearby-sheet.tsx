'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { useClientState } from '../connection/client-provider';
import { useNavigation } from '../navigation/navigation-provider';
import { Faces } from '../people/faces';
import type { Reach } from '../reach/use-reach';
import { Sheet, type SheetHeight } from '../ui/sheet';
import { useLazyImport } from '../ui/use-lazy-import';
import { FirstVisit } from './first-visit';

interface Props {
  /** Whether the sheet writes to the people near; not while a conversation is open, which has a field of its own. */
  writes: boolean;
  reach: Reach;
  /** Whether to load what the first picture does not need. */
  idle: boolean;
  onShare: () => void;
  onPlace: () => void;
  /** Shares for an hour. */
  onHour: () => void;
  /** Shows the list of buildings to choose from. */
  onBuildings: () => void;
  onNew: (dialog: 'message' | 'channel' | 'browse') => void;
  /** The conversations, shown below the faces on a phone when the sheet is raised. */
  conversations: ReactNode;
}

const loadField = () => import('./write-nearby');
const loadAlone = () => import('./alone');

/** Shows over the map's lower edge the field that writes to the people near, who they are, and the conversations. */
export function NearbySheet(props: Props) {
  const { writes, reach, idle, onShare, onPlace, onHour, onBuildings, onNew, conversations } = props;
  const t = useTranslations('main');
  const { push } = useNavigation();
  const [height, setHeight] = useState<SheetHeight>('low');
  const place = useClientState((state) => state.place);
  const loaded = useClientState((state) => state.loaded);
  const nobody = useClientState((state) => Object.keys(state.people).length === 0);
  // Neither shared nor declared: no message can reach anybody by place.
  const hidden = place !== null && !place.sharing && !place.building;
  const alone = loaded && nobody && place !== null && !hidden && place.state !== 'waiting';
  const WriteNearby = useLazyImport(loadField, writes && idle).part?.WriteNearby;
  const Alone = useLazyImport(loadAlone, alone && idle).part?.Alone;
  return (
    <Sheet
      height={height}
      onHeight={setHeight}
      labels={{ larger: t('sheet.larger'), smaller: t('sheet.smaller') }}
    >
      <section aria-label={t('people')} className="flex min-h-0 flex-1 flex-col">
        {hidden ? (
          <FirstVisit onHour={onHour} onBuildings={onBuildings} />
        ) : (
          writes &&
          (WriteNearby ? (
            <WriteNearby reach={reach} onShare={onShare} onPlace={onPlace} />
          ) : (
            <div aria-hidden="true" className="flex flex-none flex-col gap-2 px-4 pb-3">
              <span className="skeleton h-9 w-2/3 rounded-full" />
              <span className="skeleton h-11 rounded-full" />
            </div>
          ))
        )}
        <div className="sheet-more min-h-0 flex-1 overflow-y-auto overscroll-contain">
          <Faces />
          {alone && Alone && <Alone onNew={onNew} />}
          {place?.sharing && nobody && place.state === 'waiting' && (
            <p className="px-4 pb-3 text-soft text-sm">{t('notLocated')}</p>
          )}
          {writes && !hidden && (
            <button
              type="button"
              className="button button-quiet mx-2 mb-2 hidden lg:inline-flex"
              onClick={() => push({ tab: 'chats', view: { of: place?.sharing ? 'nearby' : 'building' } })}
            >
              {t(place?.sharing ? 'openNearby' : 'openBuilding')}
            </button>
          )}
          {height !== 'low' && conversations}
        </div>
      </section>
    </Sheet>
  );
}
