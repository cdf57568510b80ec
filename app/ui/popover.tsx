'use client';

import type { ReactNode } from 'react';
import { useOverlay } from './use-overlay';

interface Props {
  /** The rectangle of the element that it opens beside; null while it is closed. */
  anchor: DOMRect | null;
  label: string;
  onClose: () => void;
  children: ReactNode;
}

const loadView = () => import('./popover-view');

/**
 * Shows a card beside the element that it is about, or at the lower edge of a phone. The focus moves into it and
 * returns; Escape and a press outside close it. Its code is loaded when it first opens.
 */
export function Popover({ anchor, label, onClose, children }: Props) {
  const View = useOverlay(loadView, anchor !== null)?.PopoverView;
  return (
    View && (
      <View anchor={anchor} label={label} onClose={onClose}>
        {children}
      </View>
    )
  );
}
