import type { ReactNode } from 'react';

interface Props {
  title: string;
  /** One or two sentences about the page. */
  text?: ReactNode;
  /** Beside the title. */
  action?: ReactNode;
  children: ReactNode;
}

/** Shows a page of the administration with its heading. */
export function AdminPage({ title, text, action, children }: Props) {
  return (
    <>
      <div className="mb-5 flex flex-wrap items-end gap-x-4 gap-y-3">
        <div className="min-w-0 flex-1 basis-64">
          <h1 className="text-place">{title}</h1>
          {text && <p className="max-w-prose pt-1 text-soft">{text}</p>}
        </div>
        {action}
      </div>
      {children}
    </>
  );
}
