'use client';

import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';

interface Props {
  /** The rectangle of the element that it opens beside; null while it is closed. */
  anchor: DOMRect | null;
  label: string;
  onClose: () => void;
  children: ReactNode;
}

/** Pixels between the menu and its button, and between the menu and the window's edges. */
const GAP = 6;

/**
 * Shows a menu beside its button, or at the lower edge of a phone. It is a modal dialog: the browser keeps the focus
 * inside, returns it, and closes the menu on Escape and on the phone's Back.
 */
export function Menu({ anchor, label, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = anchor !== null;

  useEffect(() => {
    if (open && !dialog.current?.open) dialog.current?.showModal();
    if (!open) dialog.current?.close();
  }, [open]);

  useLayoutEffect(() => {
    const box = dialog.current;
    if (!box || !anchor) return;
    // Shown first: a closed dialog has no size.
    if (!box.open) box.showModal();
    const { width, height } = box.getBoundingClientRect();
    const below = anchor.bottom + GAP + height < innerHeight;
    const top = below ? anchor.bottom + GAP : Math.max(GAP, anchor.top - GAP - height);
    const left = anchor.left + width + GAP < innerWidth ? anchor.left : anchor.right - width;
    box.style.setProperty('--top', `${top}px`);
    box.style.setProperty('--left', `${Math.max(GAP, Math.min(left, innerWidth - width - GAP))}px`);
  }, [anchor]);

  return (
    <dialog
      ref={dialog}
      aria-label={label}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
      onKeyDown={(event) => move(event, dialog.current)}
      className="menu"
    >
      {open && <div className="p-1.5">{children}</div>}
    </dialog>
  );
}

interface ItemProps {
  icon: ReactNode;
  bad?: boolean;
  onClick: () => void;
  children: ReactNode;
}

/** Shows a menu item with an icon. `bad` marks an action that cannot be undone. */
export function MenuItem({ icon, bad = false, onClick, children }: ItemProps) {
  return (
    <button
      type="button"
      onClick={onClick}
      className={`flex min-h-11 w-full items-center gap-3 rounded-lg px-3 text-left hover:bg-sunk sm:min-h-10 ${bad ? 'text-bad' : ''}`}
    >
      <span className={bad ? '' : 'text-soft'}>{icon}</span>
      {children}
    </button>
  );
}

/** Moves the focus through the menu with the arrow keys. */
function move(event: KeyboardEvent, box: HTMLElement | null) {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (!step || !box) return;
  event.preventDefault();
  const buttons = [...box.querySelectorAll<HTMLElement>('button, a[href]')];
  const at = buttons.indexOf(document.activeElement as HTMLElement);
  buttons[(at + step + buttons.length) % buttons.length]?.focus();
}
