'use client';

import { Popover } from '@base-ui/react/popover';
import { type ReactNode, useRef } from 'react';
import { anchorAt, OVERLAY_PADDING, useCloseOnBack } from './overlay';

interface Props {
  anchor: DOMRect | null;
  label: string;
  onClose: () => void;
  children: ReactNode;
}

/** The popover of `Popover`, which loads it. */
export function PopoverView({ anchor, label, onClose, children }: Props) {
  const at = useRef<DOMRect | null>(null);
  if (anchor) at.current = anchor;
  useCloseOnBack(anchor !== null, onClose);
  return (
    <Popover.Root open={anchor !== null} onOpenChange={(next) => !next && onClose()}>
      <Popover.Portal>
        <Popover.Backdrop className="overlay-backdrop overlay-backdrop-phone" />
        <Popover.Positioner
          className="overlay-position"
          anchor={at.current ? anchorAt(at.current) : null}
          align="start"
          sideOffset={8}
          collisionPadding={OVERLAY_PADDING}
        >
          <Popover.Popup className="popover" aria-label={label}>
            {children}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
