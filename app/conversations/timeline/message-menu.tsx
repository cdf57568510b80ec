'use client';

import { useTranslations } from 'next-intl';
import type { WireEntry } from '@/protocol/messages';
import { useClientState } from '../../connection/client-provider';
import { urlOfRoute } from '../../navigation/page-route';
import { SafetyItems } from '../../safety/person-menu';
import { ReadIcon, WriteIcon } from '../../ui/icons';
import { CopyIcon, EmojiIcon, LinkIcon, ReplyIcon, TrashIcon } from '../../ui/later-icons';
import { Menu, MenuItem, MenuToggle } from '../../ui/menu';
import { hasReceipts } from '../has-receipts';
import type { MessageActions } from './message-actions';

export interface OpenMessageMenu {
  entry: WireEntry;
  anchor: DOMRect;
}

interface Props {
  opened: OpenMessageMenu | null;
  actions: MessageActions;
  onClose: () => void;
  onEdit: (entry: WireEntry) => void;
  onDelete: (entry: WireEntry) => void;
  /** Shows who has read a message of the user. */
  onReaders: (entry: WireEntry) => void;
  /** Chooses another emoji to react with. */
  onEmoji: (opened: OpenMessageMenu) => void;
}

/** The emoji that people use most. */
const EMOJI = [...'👍❤😂🎉😮😢🙏👀🔥👏💯✅❌🤔😍😎'].map((emoji) => (emoji === '❤' ? '❤\uFE0F' : emoji));

/** Shows the menu of a message: reactions, reply, copy, who has read it, edit, delete, report. */
export function MessageMenu({ opened, actions, onClose, onEdit, onDelete, onReaders, onEmoji }: Props) {
  const t = useTranslations('timeline');
  const e = useTranslations('emoji');
  const you = useClientState((state) => state.you.id);
  const entry = opened?.entry;
  const own = entry?.message.from.kind === 'user' && entry.message.from.id === you;
  const inSmallGroup = useClientState(
    ({ log }) => entry?.conversation.kind === 'group' && hasReceipts(log[entry.conversation.id]),
  );

  return (
    <Menu anchor={opened?.anchor ?? null} label={t('more')} onClose={onClose}>
      {entry && (
        <>
          {actions.open && (
            <fieldset className="grid grid-cols-8 gap-0.5 border-line border-b pb-1.5">
              <legend className="sr-only">{t('react')}</legend>
              {EMOJI.map((emoji) => {
                const on =
                  entry.reactions?.some(
                    (reaction) => reaction.emoji === emoji && reaction.by.includes(you),
                  ) ?? false;
                return (
                  <MenuToggle
                    key={emoji}
                    on={on}
                    label={t('reactWith', { emoji })}
                    onClick={() => actions.react(entry, emoji, !on)}
                  >
                    {emoji}
                  </MenuToggle>
                );
              })}
            </fieldset>
          )}
          <div className="pt-1.5">
            {actions.open && opened && (
              <MenuItem icon={<EmojiIcon />} onClick={() => onEmoji(opened)}>
                {e('more')}
              </MenuItem>
            )}
            {actions.open && (
              <MenuItem icon={<ReplyIcon />} onClick={() => actions.reply(entry)}>
                {t('reply')}
              </MenuItem>
            )}
            {entry.message.text && (
              <MenuItem icon={<CopyIcon />} onClick={() => void copy(entry.message.text)}>
                {t('copyText')}
              </MenuItem>
            )}
            <MenuItem icon={<LinkIcon />} onClick={() => void copy(linkTo(entry))}>
              {t('copyLink')}
            </MenuItem>
            {!own && <SafetyItems person={entry.message.from} entry={entry} />}
            {own && (
              <>
                {inSmallGroup && actions.open && (
                  <MenuItem icon={<ReadIcon />} onClick={() => onReaders(entry)}>
                    {t('readBy')}
                  </MenuItem>
                )}
                {actions.open && (
                  <MenuItem icon={<WriteIcon />} onClick={() => onEdit(entry)}>
                    {t('edit')}
                  </MenuItem>
                )}
                <MenuItem bad icon={<TrashIcon />} onClick={() => onDelete(entry)}>
                  {t('delete')}
                </MenuItem>
              </>
            )}
          </div>
        </>
      )}
    </Menu>
  );
}

/**
 * Returns the URL of a message. It uses the conversation's id: other views mean something else to other users.
 */
function linkTo({ conversation, seq }: WireEntry): string {
  const view = { of: 'conversation', id: conversation.id } as const;
  return new URL(urlOfRoute({ tab: 'chats', view, seq, details: false, query: '' }), location.href).href;
}

/** Copies a text. Browsers offer the clipboard on https pages only. */
async function copy(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text).catch(() => {});
  const area = document.body.appendChild(document.createElement('textarea'));
  area.value = text;
  area.select();
  document.execCommand('copy');
  area.remove();
}
