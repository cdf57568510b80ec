'use client';

import { useTranslations } from 'next-intl';
import { Popover } from '../../ui/popover';
import { useOverlay } from '../../ui/use-overlay';

interface Props {
  /** The rectangle of the element that it opens beside; null while it is closed. */
  anchor: DOMRect | null;
  onClose: () => void;
  onChoose: (emoji: string) => void;
}

const loadPicker = () => import('./emoji-picker');

/** Shows the emoji picker beside an element. Its code and the list of emoji are loaded when it first opens. */
export function EmojiPopover({ anchor, onClose, onChoose }: Props) {
  const t = useTranslations('emoji');
  const Picker = useOverlay(loadPicker, anchor !== null)?.EmojiPicker;
  return (
    <Popover anchor={Picker ? anchor : null} label={t('title')} onClose={onClose}>
      {Picker && (
        <Picker
          onChoose={(emoji) => {
            onClose();
            onChoose(emoji);
          }}
        />
      )}
    </Popover>
  );
}
