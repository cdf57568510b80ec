'use client';

import { useTranslations } from 'next-intl';
import { pinnedIn, pinOf } from '@/clients/state/pinned';
import { isMarkedUnread, unreadIn } from '@/clients/state/unread';
import type { View } from '@/clients/state/views';
import { useClientState } from '../../connection/client-provider';
import { useNavigation } from '../../navigation/navigation-provider';
import { ReadIcon } from '../../ui/icons';
import { DownIcon, InfoIcon, PinIcon, UnpinIcon, UnreadIcon, UpIcon } from '../../ui/later-icons';
import { Menu, MenuItem } from '../../ui/menu';
import { useMarkRead } from '../use-mark-read';
import { usePin } from './use-pin';

/** The row whose menu is open. */
export interface OpenRowMenu {
  view: View;
  /** The conversation's id; null while it has no messages. */
  id: string | null;
  title: string;
  anchor: DOMRect;
}

/** Shows the menu of a row: mark as read or unread, pin and move, details. */
export function RowMenu({ opened, onClose }: { opened: OpenRowMenu | null; onClose: () => void }) {
  const t = useTranslations('conversations');
  const { push } = useNavigation();
  const { markRead, markUnread } = useMarkRead();
  const pin = usePin();
  const id = opened?.id ?? null;
  const unread = useClientState((state) => {
    const conversation = id === null ? undefined : state.log[id];
    return (
      conversation !== undefined && (isMarkedUnread(conversation) || unreadIn(conversation, state).count > 0)
    );
  });
  const position = useClientState((state) => (id === null ? -1 : pinOf(state, id)));
  const pinned = useClientState((state) => pinnedIn(state).length);
  return (
    <Menu
      anchor={opened?.anchor ?? null}
      label={t('options', { name: opened?.title ?? '' })}
      onClose={onClose}
    >
      {opened && (
        <>
          {id !== null && unread && (
            <MenuItem icon={<ReadIcon />} onClick={() => markRead(id)}>
              {t('markRead')}
            </MenuItem>
          )}
          {id !== null && !unread && (
            <MenuItem icon={<UnreadIcon />} onClick={() => markUnread(id)}>
              {t('markUnread')}
            </MenuItem>
          )}
          {id !== null && opened.view.of !== 'nearby' && opened.view.of !== 'building' && (
            <MenuItem icon={position < 0 ? <PinIcon /> : <UnpinIcon />} onClick={() => pin(id, position < 0)}>
              {position < 0 ? t('pin') : t('unpin')}
            </MenuItem>
          )}
          {id !== null && position > 0 && (
            <MenuItem icon={<UpIcon />} onClick={() => pin(id, true, position - 1)}>
              {t('moveUp')}
            </MenuItem>
          )}
          {id !== null && position >= 0 && position < pinned - 1 && (
            <MenuItem icon={<DownIcon />} onClick={() => pin(id, true, position + 1)}>
              {t('moveDown')}
            </MenuItem>
          )}
          <MenuItem
            icon={<InfoIcon />}
            onClick={() => push({ tab: 'chats', view: opened.view, details: true })}
          >
            {t('about')}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
