'use client';

import { useTranslations } from 'next-intl';
import type { Conversation } from '@/clients/state/log';
import type { View } from '@/clients/state/views';
import { isErased } from '@/protocol/erased';
import { useClientState } from '../../connection/client-provider';
import { useNavigation } from '../../navigation/navigation-provider';
import { BandMark } from '../../people/band-mark';
import { titleOf } from '../../people/names';
import { MutedIcon } from '../../ui/icons';
import { BackIcon, InfoIcon } from '../../ui/later-icons';
import { ConversationAvatar } from '../conversation-avatar';
import { useWriters, Writers } from './writers';

interface Props {
  view: View;
  conversation: Conversation | null;
}

/** Shows the title and subtitle of the conversation, a button back on phones, and a button for the details. */
export function ConversationHeader({ view, conversation }: Props) {
  const t = useTranslations('conversation');
  const c = useTranslations('conversations');
  const { route, push, back } = useNavigation();
  const title = useClientState((state) => titleOf(view, conversation, state, c));
  const writers = useWriters(conversation?.id);
  return (
    <header className="flex flex-none items-center gap-1 border-line border-b bg-card px-2 py-2 pt-[max(0.5rem,env(safe-area-inset-top))] lg:ps-4">
      <button
        type="button"
        aria-label={t('back')}
        className="icon-button lg:hidden"
        onClick={() => back({ view: null })}
      >
        <BackIcon />
      </button>
      <button
        type="button"
        aria-expanded={route.details}
        className="flex min-h-11 min-w-0 flex-1 items-center gap-3 rounded-xl py-1 pe-2 text-start hover:bg-sunk lg:-ms-2 lg:ps-2"
        onClick={() => (route.details ? back({}) : push({ details: true }))}
      >
        <ConversationAvatar view={view} conversation={conversation} title={title} size={40} />
        <span className="min-w-0">
          <span className="flex items-center gap-1.5">
            <h2 dir="auto" className="truncate font-semibold leading-snug">
              {title}
            </h2>
            {conversation?.info?.muted && (
              <span className="flex-none text-soft">
                <MutedIcon size={15} />
                <span className="sr-only">{c('muted')}</span>
              </span>
            )}
          </span>
          <span className="block truncate text-soft text-xs empty:hidden">
            {writers.length > 0 ? (
              <Writers people={writers} />
            ) : (
              <Subtitle view={view} conversation={conversation} />
            )}
          </span>
        </span>
        <span className="ms-auto flex-none text-soft">
          <InfoIcon />
          <span className="sr-only">{t('details')}</span>
        </span>
      </button>
    </header>
  );
}

/** Shows in a few words who reads the conversation. */
function Subtitle({ view, conversation }: Props) {
  const t = useTranslations('conversation');
  const place = useClientState((state) => state.place);
  const person = useClientState((state) => (view.of === 'direct' ? state.people[view.username] : undefined));
  if (view.of === 'nearby')
    return place?.sharing ? t('forNearby', { metres: place.range }) : t('forNearbyOff');
  if (view.of === 'building') return place?.building ? t('forBuilding') : t('forNoBuilding');
  if (view.of === 'direct') {
    if (isErased(view.username)) return null;
    if (!person) return view.username;
    return (
      <span className="flex items-center gap-1.5">
        {person.band && <BandMark band={person.band} />}
        {person.building?.name ?? (person.band ? null : view.username)}
      </span>
    );
  }
  const info = conversation?.info;
  if (!info) return null;
  if (conversation.kind === 'building') return t('wasBuilding');
  if (info.topic) return info.topic;
  if (conversation.kind === 'group') return t('members', { count: info.members.length });
  return info.public ? t('publicChannel') : t('privateChannel');
}
