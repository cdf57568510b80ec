'use client';

import { type ReactNode, useContext } from 'react';
import { MenuPartsContext } from './menu-parts';
import { useOverlay } from './use-overlay';

interface Props {
  /** The rectangle of the element that it opens beside; null while it is closed. */
  anchor: DOMRect | null;
  label: string;
  onClose: () => void;
  /** `MenuItem`s and `MenuToggle`s. */
  children: ReactNode;
}

const loadView = () => import('./menu-view');

/**
 * Shows a menu beside its button, or at the lower edge of a phone. Arrow keys and first letters move through it, Escape
 * closes it, and the focus returns to its button. Its code is loaded when it first opens.
 */
export function Menu({ anchor, label, onClose, children }: Props) {
  const View = useOverlay(loadView, anchor !== null)?.MenuView;
  return (
    View && (
      <View anchor={anchor} label={label} onClose={onClose}>
        {children}
      </View>
    )
  );
}

interface ItemProps {
  icon: ReactNode;
  bad?: boolean;
  /** Called once the menu has closed and returned the focus, so that the action may move it. */
  onClick: () => void;
  children: ReactNode;
}

/** Shows a menu item with an icon. `bad` marks an action that cannot be undone. */
export function MenuItem({ icon, bad = false, onClick, children }: ItemProps) {
  const parts = useContext(MenuPartsContext);
  return (
    parts && (
      <parts.Item className={`menu-item ${bad ? 'text-bad' : ''}`} onClick={() => parts.choose(onClick)}>
        <span className={bad ? '' : 'text-soft'}>{icon}</span>
        {children}
      </parts.Item>
    )
  );
}

/** Shows a choice that is on or off, as a picture; the menu closes after it. */
export function MenuToggle({
  label,
  on,
  onClick,
  children,
}: {
  label: string;
  on: boolean;
  onClick: () => void;
  children: ReactNode;
}) {
  const parts = useContext(MenuPartsContext);
  return (
    parts && (
      <parts.Toggle
        className="menu-toggle"
        checked={on}
        closeOnClick
        aria-label={label}
        onCheckedChange={() => parts.choose(onClick)}
      >
        {children}
      </parts.Toggle>
    )
  );
}
