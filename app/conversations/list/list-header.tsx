'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useRef, useState } from 'react';
import { unreadCounts } from '@/clients/state/unread';
import { useClientState } from '../../connection/client-provider';
import { ChannelIcon, PersonIcon, ReadIcon, SearchIcon, WriteIcon } from '../../ui/icons';
import { Menu, MenuItem } from '../../ui/menu';
import { useMarkRead } from '../use-mark-read';

interface Props {
  /** The search field. */
  children: ReactNode;
  onNew: (choice: 'message' | 'channel' | 'browse') => void;
}

const CHOICES = [
  { choice: 'message', Icon: PersonIcon },
  { choice: 'channel', Icon: ChannelIcon },
  { choice: 'browse', Icon: SearchIcon },
] as const;

/** Shows the search field and the buttons to mark all as read and to start a conversation. */
export function ListHeader({ children, onNew }: Props) {
  const t = useTranslations('conversations');
  const button = useRef<HTMLButtonElement>(null);
  const unread = useClientState((state) => Object.keys(unreadCounts(state)).length > 0);
  const { markAllRead } = useMarkRead();
  const [anchor, setAnchor] = useState<DOMRect | null>(null);
  return (
    <div className="flex flex-none items-center gap-2 px-3 pt-1 pb-2">
      {children}
      <button
        type="button"
        aria-label={t('markAllRead')}
        title={t('markAllRead')}
        // Not `disabled`, which would take the focus from the button that was just pressed.
        aria-disabled={!unread}
        className="icon-button -mx-1 aria-disabled:cursor-default aria-disabled:opacity-40"
        onClick={markAllRead}
      >
        <ReadIcon />
      </button>
      <button
        ref={button}
        type="button"
        aria-haspopup="menu"
        aria-label={t('new')}
        title={t('new')}
        className="icon-button bg-accent text-on-accent hover:not-disabled:bg-accent-strong hover:not-disabled:text-on-accent"
        onClick={() => setAnchor(button.current?.getBoundingClientRect() ?? null)}
      >
        <WriteIcon />
      </button>
      <Menu anchor={anchor} label={t('new')} onClose={() => setAnchor(null)}>
        {CHOICES.map(({ choice, Icon }) => (
          <MenuItem key={choice} icon={<Icon />} onClick={() => onNew(choice)}>
            {t(`start.${choice}`)}
          </MenuItem>
        ))}
      </Menu>
    </div>
  );
}
