'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { EmojiIcon } from '../../ui/later-icons';
import { EmojiPopover } from '../emoji/emoji-popover';

/** Shows the button that opens the emoji picker. */
export function EmojiButton({ onChoose }: { onChoose: (emoji: string) => void }) {
  const t = useTranslations('emoji');
  const [anchor, setAnchor] = useState<DOMRect | null>(null);
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        aria-label={t('insert')}
        title={t('insert')}
        className="icon-button -mx-1"
        onClick={(event) => setAnchor(event.currentTarget.getBoundingClientRect())}
      >
        <EmojiIcon />
      </button>
      <EmojiPopover anchor={anchor} onClose={() => setAnchor(null)} onChoose={onChoose} />
    </>
  );
}
