import type { KeyboardEvent } from 'react';

/** Moves the focus with the up and down arrows between the search field and the results. */
export function moveFocus(event: KeyboardEvent<HTMLElement>, field: HTMLElement | null) {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!step || !field || event.altKey) return;
  const all = [field, ...event.currentTarget.querySelectorAll<HTMLElement>('li > a[href]')];
  const next = all[all.indexOf(event.target as HTMLElement) + step];
  if (!next || !all.includes(event.target as HTMLElement)) return;
  event.preventDefault();
  next.focus();
}
