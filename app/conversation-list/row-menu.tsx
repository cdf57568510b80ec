'use client';

import { useTranslations } from 'next-intl';
import { unreadIn, type View } from '@/clients/state/views';
import { useQuadState } from '../connection/quad-provider';
import { useRoute } from '../navigation/use-route';
import { InfoIcon, ReadIcon } from '../ui/icons';
import { Menu, MenuItem } from '../ui/menu';
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
  const { go } = useRoute();
  const mark = useMarkRead();
  const id = opened?.id ?? null;
  const unread = useQuadState((state) => {
    const conversation = id === null ? undefined : state.log[id];
    return conversation ? unreadIn(conversation, { ...state, you: state.you.id }).count > 0 : false;
  });
  return (
    <Menu
      anchor={opened?.anchor ?? null}
      label={t('options', { name: opened?.title ?? '' })}
      onClose={onClose}
    >
      {opened && (
        <>
          {id !== null && unread && (
            <MenuItem
              icon={<ReadIcon />}
              onClick={() => {
                onClose();
                mark.markRead(id);
              }}
            >
              {t('markRead')}
            </MenuItem>
          )}
          <MenuItem
            icon={<InfoIcon />}
            onClick={() => {
              onClose();
              go({ tab: 'messages', view: opened.view, details: true });
            }}
          >
            {t('about')}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
