'use client';

import type { ReactNode } from 'react';
import type { AlertLanguage } from '@/protocol/alert-kinds';
import type { WireAlert } from '@/protocol/alerts';

/** Shows an alert in one language: what to do right after the headline. `heading`: the headline as its element. */
export function AlertTextIn({
  alert,
  language,
  heading,
}: {
  alert: WireAlert;
  language: AlertLanguage;
  heading: (headline: string) => ReactNode;
}) {
  const { headline, action, where, hazard, impact, time, source } = alert.texts[language];
  return (
    <div lang={language} dir="ltr" className="alert-text">
      {heading(headline)}
      <p className="alert-action">{action}</p>
      <p>{where}</p>
      <p>
        {hazard} {impact}
      </p>
      <p className="alert-source">
        {time} · {source}
      </p>
    </div>
  );
}
