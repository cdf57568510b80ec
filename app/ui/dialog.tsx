'use client';

import type { ReactNode } from 'react';
import { useOverlay } from './use-overlay';

interface Props {
  open: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
}

const loadView = () => import('./dialog-view');

/**
 * Shows a modal dialog; on a phone at the lower edge. The focus stays inside and returns when it closes; Escape and a
 * press outside close it. Its code is loaded when it first opens.
 */
export function Dialog({ open, onClose, title, children }: Props) {
  const View = useOverlay(loadView, open)?.DialogView;
  return (
    View && (
      <View open={open} onClose={onClose} title={title}>
        {children}
      </View>
    )
  );
}

interface ButtonsProps {
  /** The text of the button that closes the dialog; without it the children are the only buttons. */
  cancel?: string;
  onCancel?: () => void;
  className?: string;
  /** The buttons of the actions. */
  children?: ReactNode;
}

/** Shows the buttons at the end of a dialog: the button that closes it, then the actions. */
export function DialogButtons({ cancel, onCancel, className = '', children }: ButtonsProps) {
  return (
    <div className={`flex flex-wrap justify-end gap-2 ${className}`}>
      {cancel && (
        <button type="button" className="button" onClick={onCancel}>
          {cancel}
        </button>
      )}
      {children}
    </div>
  );
}
