'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { useClientState } from '../connection/client-provider';
import { PersonAvatar } from '../people/photos';
import { Logo } from '../ui/logo';
import { useOverlay } from '../ui/use-overlay';

// Loaded later: the first render does not need it.
const loadItems = () => import('../you/you-items');

/** Shows the logo and the user's menu. */
export function Header() {
  return (
    <header className="flex flex-none items-center gap-2.5 px-4 py-2 pt-[max(0.5rem,env(safe-area-inset-top))]">
      <Logo />
      <span className="font-display text-title">Quad</span>
      <div className="ms-auto min-w-0">
        <Menu />
      </div>
    </header>
  );
}

function Menu() {
  const t = useTranslations('menu');
  const you = useClientState((state) => state.you);
  const [open, setOpen] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const items = useOverlay(loadItems, open);
  const YouItems = items?.YouItems;
  const GuestSignOut = items?.GuestSignOut;
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

  return (
    <div ref={root} className="relative min-w-0">
      <button
        ref={button}
        type="button"
        aria-expanded={open}
        aria-controls="menu"
        className="flex min-h-11 max-w-full items-center gap-2 rounded-xl px-1.5 hover:bg-sunk"
        onClick={() => setOpen(!open)}
      >
        <span className="sr-only">{t('open', { name: you.name })}</span>
        <span aria-hidden="true" className="hidden min-w-0 max-w-48 truncate font-medium text-sm sm:block">
          {you.name}
        </span>
        <PersonAvatar id={you.id} name={you.name} size={34} />
      </button>
      <div
        id="menu"
        hidden={!open}
        className="floating absolute top-full inset-s-0 z-(--layer-overlay) mt-1 w-72 max-w-[calc(100vw-2rem)] p-2"
      >
        {YouItems && (
          <YouItems onDialog={(show) => toDialog(show)} onLeave={() => toDialog(() => setLeaving(true))} />
        )}
      </div>
      {GuestSignOut && <GuestSignOut open={leaving} onClose={() => setLeaving(false)} />}
    </div>
  );
}
