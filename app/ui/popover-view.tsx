'use client';

import { Popover } from '@base-ui/react/popover';
import { useRef } from 'react';
import { anchorAt, OVERLAY_PADDING, type PopoverProps, useCloseOnBack } from './overlay';

/** The popover of `Popover`, which loads it. */
export function PopoverView({ anchor, label, hover, onClose, onClosed, children }: PopoverProps) {
  const at = useRef<DOMRect | null>(null);
  if (anchor) at.current = anchor;
  useCloseOnBack(anchor !== null, onClose);
  return (
    <Popover.Root
      open={anchor !== null}
      onOpenChange={(next) => !next && onClose()}
      onOpenChangeComplete={(next) => !next && onClosed?.()}
    >
      <Popover.Portal>
        {/* It would take the pointer from the element that it hovers over. */}
        {!hover && <Popover.Backdrop className="overlay-backdrop overlay-backdrop-phone" />}
        <Popover.Positioner
          className="overlay-position"
          anchor={at.current ? anchorAt(at.current) : null}
          align="start"
          sideOffset={8}
          collisionPadding={OVERLAY_PADDING}
        >
          <Popover.Popup
            className="popover"
            aria-label={label}
            {...(hover && {
              initialFocus: false,
              finalFocus: false,
              onPointerEnter: hover.onEnter,
              onPointerLeave: hover.onLeave,
            })}
          >
            {children}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
