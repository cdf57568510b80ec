'use client';

import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { conversationOf } from '@/clients/state/views';
import { useClientState } from '../connection/client-provider';
import { useNavigation } from '../navigation/navigation-provider';
import { PeoplePanel } from '../people/people-panel';
import { Sheet, type SheetHeight } from '../ui/sheet';
import { useLazyImport } from '../ui/use-lazy-import';

interface Props {
  /** Whether the sheet writes to the people near; not while a conversation is open, which has a field of its own. */
  writes: boolean;
  /** Whether to load the field. */
  idle: boolean;
  onShare: () => void;
  onPlace: () => void;
}

const NEARBY = { of: 'nearby' } as const;
const loadComposer = () => import('../conversations/composer/composer');

/** Shows over the map's lower edge the field that writes to the people near, and who they are. */
export function NearbySheet({ writes, idle, onShare, onPlace }: Props) {
  const t = useTranslations('main');
  const { push } = useNavigation();
  const [height, setHeight] = useState<SheetHeight>('low');
  const field = useRef<HTMLTextAreaElement>(null);
  const conversation = useClientState((state) => conversationOf(state.log, NEARBY, null));
  const Composer = useLazyImport(loadComposer, writes && idle).part?.Composer;
  return (
    <Sheet
      height={height}
      onHeight={setHeight}
      labels={{ larger: t('sheet.larger'), smaller: t('sheet.smaller') }}
    >
      {writes &&
        (Composer ? (
          <Composer
            view={NEARBY}
            conversation={conversation}
            field={field}
            editing={null}
            onEdited={() => {}}
            edit={async () => false}
            onEditLast={() => {}}
            onShare={onShare}
            onPlace={onPlace}
          />
        ) : (
          <div aria-hidden="true" className="skeleton mx-4 mb-3 h-11 flex-none rounded-full" />
        ))}
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
        <PeoplePanel className="" onShare={onShare} />
        {writes && (
          <button
            type="button"
            className="button button-quiet mx-2 mb-2"
            onClick={() => push({ tab: 'chats', view: NEARBY })}
          >
            {t('openNearby')}
          </button>
        )}
      </div>
    </Sheet>
  );
}
