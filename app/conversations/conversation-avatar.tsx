import type { CSSProperties, ReactNode } from 'react';
import type { Conversation } from '@/clients/state/log';
import type { View } from '@/clients/state/views';
import { PersonAvatar } from '../people/photos';
import { hue } from '../ui/avatar';
import { BuildingIcon, ChannelIcon, LockIcon, PeopleIcon, RangeIcon } from '../ui/icons';

interface Props {
  view: View;
  conversation: Conversation | null;
  title: string;
  size?: number;
}

/**
 * Shows the kind of a conversation as an icon, or the avatar of the other person. Decoration: the title is beside it.
 */
export function ConversationAvatar({ view, conversation, title, size = 40 }: Props) {
  if (view.of === 'direct') return <PersonAvatar id={view.username} name={title} size={size} />;
  const icon = size * 0.5;
  if (view.of === 'nearby') return <Round size={size} icon={<RangeIcon size={icon} />} />;
  if (conversation?.kind === 'building' || view.of === 'building')
    return <Round size={size} icon={<BuildingIcon size={icon} />} />;
  const id = conversation?.id ?? '';
  switch (conversation?.kind) {
    case 'channel':
      return (
        <Round
          size={size}
          id={id}
          icon={conversation.info?.public === false ? <LockIcon size={icon} /> : <ChannelIcon size={icon} />}
        />
      );
    default:
      return <Round size={size} id={id} icon={<PeopleIcon size={icon} />} />;
  }
}

function Round({ icon, size, id }: { icon: ReactNode; size: number; id?: string }) {
  return (
    <span
      aria-hidden="true"
      className={`flex flex-none items-center justify-center ${id === undefined ? 'rounded-full bg-tint text-accent' : 'avatar rounded-[30%]'}`}
      style={{ width: size, height: size, ...(id !== undefined && { '--hue': hue(id) }) } as CSSProperties}
    >
      {icon}
    </span>
  );
}
