'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import type { KnownAlert } from '@/clients/state/alerts';
import { languagesFor } from './look';
import { signal } from './signal';

/** Signals each revision that is not seen yet once, and shows the first one in the title of the tab. */
export function useAlertSignals(unseen: readonly KnownAlert[]): void {
  const t = useTranslations('myAlerts');
  const [language] = languagesFor(useLocale());
  const signalled = useRef(new Set<string>());
  useEffect(() => {
    for (const { alert } of unseen) {
      const revision = `${alert.id} ${alert.revision}`;
      if (signalled.current.has(revision)) continue;
      signalled.current.add(revision);
      signal(alert);
    }
  }, [unseen]);

  const first = unseen[0]?.alert;
  const words =
    first &&
    (first.kind === 'live' && first.active ? `${t('kinds.live')}: ` : '') + first.texts[language].headline;
  useEffect(() => {
    if (!words) return;
    // After the number of unread messages, which another hook changes.
    document.title = document.title.replace(/^(\(\d+\+?\) )?/, (number) => `${number}${words} · `);
    return () => {
      document.title = document.title.replace(`${words} · `, '');
    };
  }, [words]);
}
