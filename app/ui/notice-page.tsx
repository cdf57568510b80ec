import type { ReactNode } from 'react';
import { Logo } from './logo';

/** Shows a page with one message and what to do next. */
export function NoticePage({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <main className="mx-auto flex w-full max-w-md flex-1 flex-col items-start justify-center gap-4 px-5 py-10">
      <Logo size={44} />
      <h1 className="font-semibold text-2xl tracking-tight">{title}</h1>
      <p className="text-soft">{text}</p>
      <div className="flex flex-wrap gap-3">{children}</div>
    </main>
  );
}
