import type { ReactNode } from 'react';

/** Shows the heading of a view, which gets the focus when the view opens. */
export function Title({ children, text }: { children: ReactNode; text?: ReactNode }) {
  return (
    <div className="mt-2 mb-4">
      <h1 tabIndex={-1} className="text-place focus:outline-none">
        {children}
      </h1>
      {text && <p className="max-w-prose pt-1 text-soft">{text}</p>}
    </div>
  );
}
