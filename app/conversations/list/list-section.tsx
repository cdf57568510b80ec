import { type ReactNode, useId } from 'react';

/** Shows items under a heading. */
export function ListSection({
  title,
  busy = false,
  children,
}: {
  title: string;
  busy?: boolean;
  children: ReactNode;
}) {
  const heading = useId();
  return (
    <div className="pt-2">
      <h2 id={heading} className="heading px-2.5 pb-1">
        {title}
      </h2>
      <ul aria-labelledby={heading} aria-busy={busy}>
        {children}
      </ul>
    </div>
  );
}
