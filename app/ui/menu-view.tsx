'use client';

import { Menu } from '@base-ui/react/menu';
import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import { type MenuParts, MenuPartsContext } from './menu-parts';
import { anchorAt, OVERLAY_PADDING, useCloseOnBack } from './overlay';

interface Props {
  anchor: DOMRect | null;
  label: string;
  onClose: () => void;
  children: ReactNode;
}

/** The menu of `Menu`, which loads it. */
export function MenuView({ anchor, label, onClose, children }: Props) {
  const open = anchor !== null;
  /** The action of the chosen item, until the menu has closed. */
  const chosen = useRef<(() => void) | null>(null);
  const at = useRef<DOMRect | null>(null);
  if (anchor) at.current = anchor;
  const run = useRef(() => {
    const action = chosen.current;
    chosen.current = null;
    action?.();
  }).current;
  useCloseOnBack(open, onClose);
  // What opened the menu can be removed by its closing, and the menu with it.
  useEffect(() => run, [run]);
  const parts = useMemo<MenuParts>(
    () => ({
      Item: Menu.Item,
      Toggle: Menu.CheckboxItem,
      choose(action) {
        chosen.current = action;
      },
    }),
    [],
  );
  return (
    <Menu.Root
      open={open}
      onOpenChange={(next) => !next && onClose()}
      onOpenChangeComplete={(next) => !next && run()}
    >
      <Menu.Portal>
        <Menu.Backdrop className="overlay-backdrop overlay-backdrop-phone" />
        <Menu.Positioner
          className="overlay-position"
          anchor={at.current ? anchorAt(at.current) : null}
          align="start"
          sideOffset={6}
          collisionPadding={OVERLAY_PADDING}
        >
          <Menu.Popup className="menu" aria-label={label}>
            <MenuPartsContext value={parts}>{children}</MenuPartsContext>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
