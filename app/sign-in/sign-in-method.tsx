import type { ReactNode } from 'react';

/** Shows a sign-in method besides the first, closed at first. */
export function SignInMethod({
  title,
  open,
  children,
}: {
  title: string;
  open: boolean;
  children: ReactNode;
}) {
  return (
    <details open={open} className="card group">
      <summary className="flex min-h-11 list-none items-center gap-3 rounded-[0.875rem] px-5 py-2 font-medium [&::-webkit-details-marker]:hidden">
        {title}
        <svg
          aria-hidden="true"
          width="16"
          height="16"
          viewBox="0 0 16 16"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.6"
          strokeLinecap="round"
          strokeLinejoin="round"
          className="ms-auto text-soft transition-transform group-open:rotate-180"
        >
          <path d="m4 6 4 4 4-4" />
        </svg>
      </summary>
      <div className="px-5 pt-1 pb-5">{children}</div>
    </details>
  );
}
