'use client';

import { useTranslations } from 'next-intl';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { ChannelIcon, PersonIcon, SearchIcon, WriteIcon } from '../../ui/icons';
import { Menu, MenuItem } from '../../ui/menu';
import { LONGEST_QUERY } from '../place-in-app';

interface Props {
  field: RefObject<HTMLInputElement | null>;
  wanted: string;
  onWanted: (wanted: string) => void;
  /** What is typed is meant. */
  onSettle: () => void;
  onNew: (what: 'message' | 'channel' | 'browse') => void;
}

const CHOICES = [
  { what: 'message', Icon: PersonIcon },
  { what: 'channel', Icon: ChannelIcon },
  { what: 'browse', Icon: SearchIcon },
] as const;

/** Where is searched, and conversations are begun. */
export function ListHeader({ field, wanted, onWanted, onSettle, onNew }: Props) {
  const t = useTranslations('conversations');
  const button = useRef<HTMLButtonElement>(null);
  const [anchor, setAnchor] = useState<DOMRect | null>(null);
  useEffect(() => {
    const pressed = (event: globalThis.KeyboardEvent) => {
      if (
        event.key.toLowerCase() !== 'k' ||
        !(event.ctrlKey || event.metaKey) ||
        event.shiftKey ||
        event.altKey
      )
        return;
      if (document.querySelector('dialog[open]') || !field.current?.checkVisibility()) return;
      event.preventDefault();
      field.current.select();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [field]);
  return (
    <div className="flex flex-none items-center gap-2 px-3 pt-1 pb-2">
      <label className="relative min-w-0 flex-1">
        <span className="sr-only">{t('find')}</span>
        <span className="-translate-y-1/2 pointer-events-none absolute top-1/2 left-3 text-soft">
          <SearchIcon size={18} />
        </span>
        <input
          ref={field}
          type="search"
          value={wanted}
          maxLength={LONGEST_QUERY}
          autoCapitalize="none"
          autoComplete="off"
          enterKeyHint="search"
          placeholder={t('find')}
          className="field border-transparent bg-sunk pl-10"
          onChange={(event) => onWanted(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.nativeEvent.isComposing) onSettle();
          }}
        />
      </label>
      <button
        ref={button}
        type="button"
        aria-haspopup="dialog"
        aria-label={t('new')}
        title={t('new')}
        className="icon-button bg-accent text-on-accent hover:not-disabled:bg-accent-strong hover:not-disabled:text-on-accent"
        onClick={() => setAnchor(button.current?.getBoundingClientRect() ?? null)}
      >
        <WriteIcon />
      </button>
      <Menu anchor={anchor} label={t('new')} onClose={() => setAnchor(null)}>
        {CHOICES.map(({ what, Icon }) => (
          <MenuItem
            key={what}
            icon={<Icon />}
            onClick={() => {
              setAnchor(null);
              onNew(what);
            }}
          >
            {t(`start.${what}`)}
          </MenuItem>
        ))}
      </Menu>
    </div>
  );
}
