'use client';

import { Dialog } from '@base-ui/react/dialog';
import { type FullScreenProps, useCloseOnBack } from './overlay';

/** The overlay of `FullScreen`, which loads it. */
export function FullScreenView({ open, onClose, label, onKeyDown, children }: FullScreenProps) {
  useCloseOnBack(open, onClose);
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Popup className="full-screen" aria-label={label} onKeyDown={onKeyDown}>
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
