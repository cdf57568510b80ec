'use client';

import { type ReactNode, useEffect, useId, useRef } from 'react';

interface Props {
  open: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
}

/** Shows a modal dialog. The browser keeps the focus inside, returns it, and closes the dialog on Escape. */
export function Dialog({ open, onClose, title, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    if (open && !dialog.current?.open) dialog.current?.showModal();
    if (!open) dialog.current?.close();
  }, [open]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape does the same, by the browser
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      onClose={onClose}
      onClick={(event) => {
        // A click on the element itself is outside its content: on the backdrop.
        if (event.target === dialog.current) onClose();
      }}
      className="card m-auto w-[min(28rem,calc(100vw-2rem))] max-h-[calc(100dvh-2rem)] overflow-y-auto p-0 shadow-2xl backdrop:bg-black/50"
    >
      <div className="p-5">
        <h2 id={heading} className="mb-3 font-semibold text-xl">
          {title}
        </h2>
        {open && children}
      </div>
    </dialog>
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
