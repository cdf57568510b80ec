'use client';

import { useTranslations } from 'next-intl';
import { useCallback, useState } from 'react';
import type { WireConsole } from '@/protocol/alerts';
import { useClientState, useConsoleChanges } from '../connection/client-provider';
import { AlertBellIcon } from '../ui/alert-icons';
import { get } from '../ui/post';
import { useNow } from '../ui/time';

/** Tells an officer on the main page that an alert waits for their approval, and leads to it. */
export function OfficerStrip() {
  const t = useTranslations('alertConsole');
  const you = useClientState((state) => state.you.id);
  const [console, setConsole] = useState<WireConsole | null>(null);
  const read = useCallback(async () => {
    const answer = await get('/api/v1/alert-console');
    // Without an answer the next change is read.
    if (answer.ok) setConsole(answer.body);
  }, []);
  useConsoleChanges(read);
  const now = useNow(5_000);
  const approves = console?.grants.some(({ role }) => role === 'approver');
  const waiting = console?.drafts.filter(
    ({ by, approvableUntil }) =>
      approves && by?.id !== you && approvableUntil !== null && Date.parse(approvableUntil) > now,
  );
  return (
    // Always rendered, so that a screen reader announces what is new.
    <div role="status" className="flex-none">
      {waiting?.map(({ id, by }) => (
        <a
          key={id}
          href={`/alert-console?draft=${id}`}
          className="flex min-h-12 items-center gap-3 bg-warn px-4 py-2 font-semibold text-warn-ink"
        >
          <AlertBellIcon /> {t('strip', { name: by?.name ?? t('draft.nobody') })}
        </a>
      ))}
    </div>
  );
}
