'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import type { Link } from '@/clients/state/state';
import { useNow } from '../ui/time';
import { useClient, useClientState } from './client-provider';

/** Milliseconds that a state must last before it is shown. */
const PATIENCE_MS = 800;
/** Connected, but the server reports that it is overloaded. */
const LATE = { state: 'late' } as const;
type Notice = Link | typeof LATE;

/**
 * Shows one line about the connection while there is something to say. It covers a part of the page and moves
 * nothing: below the header of the open conversation (`over: 'conversation'`), or above the tabs of a phone (`over:
 * 'tabs'`).
 */
export function ConnectionBanner({ over }: { over: 'conversation' | 'tabs' }) {
  const link = useClientState((state) => state.link);
  const loaded = useClientState((state) => state.loaded);
  const busy = useClientState((state) => state.busy);
  const late = busy && link.state === 'ready' ? LATE : null;
  const notice = useLastingState(link, loaded) ?? late;
  return (
    // Always rendered, so that a screen reader announces its changes.
    <div role="status" aria-live="polite" className={`connection connection-over-${over}`}>
      {/* Each state gets a new element, so that nothing is animated from the previous one. */}
      {notice && <Banner key={notice.state} link={notice} />}
    </div>
  );
}

/** Returns the state to show, or null: permanent states at once, passing states only after a while. */
function useLastingState(link: Link, loaded: boolean): Link | null {
  const [over, setOver] = useState(false);
  const calm = link.state === 'ready';
  useEffect(() => {
    if (calm) return setOver(false);
    const timer = setTimeout(() => setOver(true), loaded ? PATIENCE_MS : 2 * PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [calm, loaded]);
  const lasting = link.state === 'offline' || link.state === 'signed out' || link.state === 'outdated';
  return !calm && (over || lasting) ? link : null;
}

function Banner({ link }: { link: Notice }) {
  const t = useTranslations('connection');
  const { reconnect } = useClient();
  return (
    <div className="absolute inset-x-0 flex min-h-10 items-center gap-x-3 bg-warn px-4 py-1 text-sm text-warn-ink shadow-md sm:px-6">
      <p className="min-w-0 flex-1">
        <BannerText link={link} />
      </p>
      {link.state === 'waiting' && !link.busy && (
        <button type="button" className="min-h-8 flex-none font-semibold underline" onClick={reconnect}>
          {t('now')}
        </button>
      )}
      {link.state === 'signed out' && link.reason !== 'too_many' && (
        <a
          href={`/sign-in?error=${link.reason}`}
          className="flex min-h-8 flex-none items-center font-semibold underline"
        >
          {t(link.reason === 'suspended' ? 'why' : 'signIn')}
        </a>
      )}
      {(link.state === 'outdated' || (link.state === 'signed out' && link.reason === 'too_many')) && (
        <button
          type="button"
          className="min-h-8 flex-none font-semibold underline"
          onClick={() => location.reload()}
        >
          {t('reload')}
        </button>
      )}
    </div>
  );
}

function BannerText({ link }: { link: Notice }) {
  const t = useTranslations('connection');
  switch (link.state) {
    case 'waiting':
      return link.busy ? t('busy') : <Countdown until={link.until} />;
    case 'connecting':
      return t('connecting');
    case 'catching up':
      return t('catchingUp');
    case 'late':
      return t('late');
    case 'offline':
      return t('offline');
    case 'signed out':
      if (link.reason === 'suspended') return t('suspended');
      return t(link.reason === 'too_many' ? 'tooMany' : 'signedOut');
    case 'outdated':
      return t('outdated');
    case 'ready':
      return null;
  }
}

function Countdown({ until }: { until: number }) {
  const t = useTranslations('connection');
  const seconds = Math.max(1, Math.ceil((until - useNow(500)) / 1000));
  return (
    <>
      <span className="sr-only">{t('waitingShort')}</span>
      {/* Announced once above, not again every second. */}
      <span aria-hidden="true">{t('waiting', { seconds })}</span>
    </>
  );
}
