'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useRef } from 'react';
import { useClientState } from '../connection/client-provider';
import { Logo } from '../ui/logo';
import { LanguageSwitch } from '../ui/preferences';
import { Time } from '../ui/time';
import { DeskLink } from './desk-link';
import { useDesk } from './desk-provider';

/** Shows the frame of the console: the way back, its parts, and that what it shows may be old. */
export function Frame({ children }: { children: ReactNode }) {
  const t = useTranslations('alertConsole');
  const c = useTranslations('common');
  const { route, has } = useDesk();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  // Another view begins at its heading.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the route decides what is shown
  useEffect(() => {
    if (!first.current) main.current?.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
    first.current = false;
  }, [route]);
  const reads = has('drafter', 'approver', 'sole_operator', 'auditor');
  const parts = reads ? (['situation', 'templates', 'exercises'] as const) : (['situation'] as const);
  const part = parts.find((view) => view === route.view) ?? 'situation';
  const link =
    'flex min-h-11 items-center rounded-control px-3 font-medium text-soft hover:text-ink aria-[current=page]:bg-tint aria-[current=page]:text-accent';
  return (
    <div className="mx-auto w-full max-w-6xl px-4 pb-24 lg:px-8">
      <header className="flex flex-wrap items-center gap-x-2 py-2 pt-[max(0.5rem,env(safe-area-inset-top))]">
        {/* Loads the page, which the router would give as it was. */}
        <a
          href="/"
          className="flex min-h-11 items-center gap-2.5 rounded-control pe-2 font-medium text-accent"
          aria-label={c('back')}
        >
          <Logo />
          <span className="hidden sm:inline">{c('back')}</span>
        </a>
        <nav aria-label={t('nav')} className="flex gap-1">
          {parts.map((view) => (
            <DeskLink
              key={view}
              to={{ view }}
              className={link}
              aria-current={part === view ? 'page' : undefined}
            >
              {t(`${view}.title`)}
            </DeskLink>
          ))}
        </nav>
        <div className="ms-auto hidden sm:block">
          <LanguageSwitch />
        </div>
      </header>
      <Stale />
      <main ref={main}>{children}</main>
      <footer className="mt-8 sm:hidden">
        <LanguageSwitch />
      </footer>
    </div>
  );
}

/** Tells that the console is not up to date: without a connection, or because the server refuses. */
function Stale() {
  const t = useTranslations('alertConsole');
  const { problem, readAt } = useDesk();
  const connected = useClientState((state) => state.link.state === 'ready');
  const lost = useClientState((state) => ['waiting', 'offline', 'signed out'].includes(state.link.state));
  const old = problem !== null || (!connected && lost);
  return (
    <p
      role="status"
      className="mb-3 rounded-control bg-warn px-4 py-2 font-medium text-warn-ink empty:hidden"
    >
      {old &&
        t.rich('stale', {
          time: () => <Time at={new Date(readAt).toISOString()} />,
        })}
    </p>
  );
}
