import type { ReactNode } from 'react';

interface Props {
  /** The fragment that leads to it. */
  id?: string;
  title: string;
  text?: string;
  children?: ReactNode;
}

/** Shows a part of a page in `PageFrame`, under a heading of its own. */
export function PagePart({ id, title, text, children }: Props) {
  return (
    <section id={id} aria-label={title} className="mt-8 first:mt-0">
      <h2 className="mb-2 font-display text-title">{title}</h2>
      {text && <p className="mb-3 max-w-prose text-soft">{text}</p>}
      {children}
    </section>
  );
}
