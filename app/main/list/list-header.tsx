'use client';

import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { ChannelIcon, PersonIcon, SearchIcon, WriteIcon } from '../../ui/icons';
import { Menu, MenuItem } from '../../ui/menu';

interface Props {
  wanted: string;
  onWanted: (wanted: string) => void;
  onNew: (what: 'message' | 'channel' | 'browse') => void;
}

const CHOICES = [
  { what: 'message', Icon: PersonIcon },
  { what: 'channel', Icon: ChannelIcon },
  { what: 'browse', Icon: SearchIcon },
] as const;

/** Where conversations are looked for, and begun. */
export function ListHeader({ wanted, onWanted, onNew }: Props) {
  const t = useTranslations('conversations');
  const button = useRef<HTMLButtonElement>(null);
  const [anchor, setAnchor] = useState<DOMRect | null>(null);
  return (
    <div className="flex flex-none items-center gap-2 px-3 pt-1 pb-2">
      <label className="relative min-w-0 flex-1">
        <span className="sr-only">{t('find')}</span>
        <span className="-translate-y-1/2 pointer-events-none absolute top-1/2 left-3 text-soft">
          <SearchIcon size={18} />
        </span>
        <input
          type="search"
          value={wanted}
          placeholder={t('find')}
          className="field border-transparent bg-sunk pl-10"
          onChange={(event) => onWanted(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') onWanted('');
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
