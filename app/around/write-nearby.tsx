'use client';

import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { chosenFilesOf } from '@/clients/attachments/chosen-files';
import { conversationOf, keyOf, type View } from '@/clients/state/views';
import type { WirePlace } from '@/protocol/messages';
import { useClient, useClientState } from '../connection/client-provider';
import { Composer } from '../conversations/composer';
import { Audiences } from '../reach/audiences';
import type { Reach } from '../reach/use-reach';

const NEARBY: View = { of: 'nearby' };
const BUILDING: View = { of: 'building' };

interface Props {
  reach: Reach;
  onShare: () => void;
  onPlace: () => void;
}

/** Shows the field, and above it whom the next message reaches. */
export function WriteNearby({ reach, onShare, onPlace }: Props) {
  const t = useTranslations('reach');
  const { drafts, storage } = useClient();
  const place = useClientState((state) => state.place);
  const [chosen, setChosen] = useState<View>(NEARBY);
  const field = useRef<HTMLTextAreaElement>(null);
  const building = place?.building ?? null;
  const view =
    chosen.of === 'nearby' && !place?.sharing && building
      ? BUILDING
      : chosen.of === 'building' && !building
        ? NEARBY
        : chosen;
  const conversation = useClientState((state) => conversationOf(state.log, view, building?.id ?? null));

  /** Changes the audience of the message. Its text and its files stay, unless there is a draft for the other audience. */
  function choose(next: View) {
    const [from, to] = [keyOf(view), keyOf(next)];
    const { text } = drafts.of(from) ?? { text: '' };
    if (from !== to) chosenFilesOf(storage).move(from, to);
    if (from !== to && text !== '' && !drafts.of(to)?.text) {
      drafts.set(to, { text });
      drafts.set(from, { text: '' });
    }
    setChosen(next);
  }

  return (
    <Composer
      view={view}
      conversation={conversation}
      field={field}
      editing={null}
      onEdited={() => {}}
      edit={async () => false}
      onEditLast={() => {}}
      onShare={onShare}
      onPlace={onPlace}
      placeholder={invitation(view, place, reach, t)}
      audience={<Audiences view={view} onView={choose} reach={reach} channels />}
    />
  );
}

/** Returns the text of the empty field, which says whom the message reaches; undefined where the title says it. */
function invitation(
  view: View,
  place: WirePlace | null,
  reach: Reach,
  t: ReturnType<typeof useTranslations<'reach'>>,
): string | undefined {
  if (view.of !== 'nearby' || !place?.sharing) return undefined;
  const near = reach.near(place.range);
  return near === null ? undefined : t('say', { count: near });
}
