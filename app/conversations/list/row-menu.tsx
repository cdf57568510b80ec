'use client';

import { useTranslations } from 'next-intl';
import { unreadIn } from '@/clients/state/unread';
import type { View } from '@/clients/state/views';
import { useClientState } from '../../connection/client-provider';
import { useNavigation } from '../../navigation/navigation-provider';
import { InfoIcon, ReadIcon } from '../../ui/icons';
import { Menu, MenuItem } from '../../ui/menu';
import { useMarkRead } from './use-mark-read';

/** The row whose menu is open. */
export interface OpenRowMenu {
  view: View;
  /** The conversation's id; null while it has no messages. */
  id: string | null;
  title: string;
  anchor: DOMRect;
}

/** Shows the menu of a row: mark as read, details. */
export function RowMenu({ opened, onClose }: { opened: OpenRowMenu | null; onClose: () => void }) {
  const t = useTranslations('conversations');
  const { push } = useNavigation();
  const { markRead } = useMarkRead();
  const id = opened?.id ?? null;
  const unread = useClientState((state) => unreadIn(id === null ? null : state.log[id], state).count > 0);
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
