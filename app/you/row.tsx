import type { ReactNode } from 'react';

/** Shows an item of a list with its properties and actions. */
export function Row({
  icon,
  name,
  children,
  action,
}: {
  icon: ReactNode;
  name: ReactNode;
  children: ReactNode;
  action: ReactNode;
}) {
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-3 border-line border-b px-4 py-3 last:border-0 sm:grid-cols-[auto_minmax(0,1fr)_auto]">
      <span className="text-soft">{icon}</span>
      <div>
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">{name}</p>
        <p className="flex flex-wrap gap-x-3 pt-0.5 text-soft text-sm">{children}</p>
      </div>
      <div className="-ms-4 col-start-2 empty:hidden sm:col-start-3">{action}</div>
    </li>
  );
}

/** Shows a state as text with a dot before it. */
export function Connected({ children }: { children: ReactNode }) {
  return (
    <span className="flex items-center gap-1.5 text-accent">
      <span aria-hidden="true" className="size-2 rounded-full bg-accent" />
      {children}
    </span>
  );
}
