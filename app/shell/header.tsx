'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { useClientState } from '../connection/client-provider';
import { useSafety } from '../people/safety/safety-provider';
import { Avatar } from '../ui/avatar';
import { BlockIcon, BotIcon, BuildingIcon, PersonIcon } from '../ui/icons';
import { Logo } from '../ui/logo';
import { LanguageSwitch, ThemeSwitch } from '../ui/preferences';
import { GuestSignOut, SignOut } from '../you/sign-out';

/** Shows the logo and the user's menu. */
export function Header() {
  return (
    <header className="flex flex-none items-center gap-2.5 px-4 py-2 pt-[max(0.5rem,env(safe-area-inset-top))]">
      <Logo />
      <span className="font-semibold text-lg tracking-tight">Quad</span>
      <div className="ml-auto">
        <Menu />
      </div>
    </header>
  );
}

function Menu() {
  const t = useTranslations('menu');
  const you = useClientState((state) => state.you);
  const safety = useSafety();
  const [open, setOpen] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    document.addEventListener('keydown', pressed);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
      document.removeEventListener('keydown', pressed);
    };
  }, [open]);

  /** Closes the menu and opens a dialog. */
  function toDialog(show: () => void) {
    setOpen(false);
    // The dialog returns the focus to the element that had it.
    button.current?.focus();
    show();
  }

  const item = 'flex min-h-11 w-full items-center gap-3 rounded-lg px-3 text-left hover:bg-sunk';
  return (
    <div ref={root} className="relative">
      <button
        ref={button}
        type="button"
        aria-expanded={open}
        aria-controls="menu"
        className="flex min-h-11 items-center gap-2 rounded-xl px-1.5 hover:bg-sunk"
        onClick={() => setOpen(!open)}
      >
        <span className="sr-only">{t('open', { name: you.name })}</span>
        <span aria-hidden="true" className="hidden max-w-48 truncate font-medium text-sm sm:block">
          {you.name}
        </span>
        <Avatar id={you.id} name={you.name} size={34} />
      </button>
      <div
        id="menu"
        hidden={!open}
        className="card absolute top-full right-0 z-[1200] mt-1 w-72 max-w-[calc(100vw-2rem)] p-2 shadow-xl"
      >
        <div className="px-3 py-2">
          <p className="truncate font-semibold">{you.name}</p>
          <p className="truncate text-soft text-sm">{you.id}</p>
        </div>
        <a href="/profile" className={item}>
          <PersonIcon />
          {t('profile')}
        </a>
        {!you.guest && (
          <a href="/bots" className={item}>
            <BotIcon />
            {t('bots')}
          </a>
        )}
        <button type="button" className={item} onClick={() => toDialog(safety.showBlocked)}>
          <BlockIcon />
          {t('blocked')}
        </button>
        {you.administrator && (
          <a href="/admin" className={item}>
            <BuildingIcon />
            {t('administration')}
          </a>
        )}
        <div className="my-2 border-line border-y px-2 py-3">
          <ThemeSwitch />
          <div className="-mb-2 mt-1">
            <LanguageSwitch />
          </div>
        </div>
        <SignOut className={item} onAsk={() => toDialog(() => setLeaving(true))} />
      </div>
      <GuestSignOut open={leaving} onClose={() => setLeaving(false)} />
    </div>
  );
}
