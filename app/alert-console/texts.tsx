'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { ALERT_ELEMENTS, ALERT_LANGUAGES, type AlertLanguage } from '@/protocol/alert-kinds';
import type { AlertTexts } from '@/protocol/alerts';

/** Shows one thing in both languages of alerts, side by side where there is room. */
export function InBoth({ children }: { children: (language: AlertLanguage) => ReactNode }) {
  const t = useTranslations('alertTerms.languages');
  return (
    <div className="@container">
      <div className="grid gap-3 @lg:grid-cols-2">
        {ALERT_LANGUAGES.map((language) => (
          <section key={language} aria-label={t(language)} className="min-w-0 rounded-control bg-sunk p-4">
            <p className="heading pb-1">{t(language)}</p>
            <div lang={language} dir="ltr">
              {children(language)}
            </div>
          </section>
        ))}
      </div>
    </div>
  );
}

/** Shows the whole text of an alert in both languages; what differs from `before` is marked. */
export function Texts({ texts, before }: { texts: AlertTexts; before?: AlertTexts | undefined }) {
  const t = useTranslations('alertTerms.elements');
  return (
    <InBoth>
      {(language) => (
        <dl className="grid gap-2">
          {ALERT_ELEMENTS.map((element) => {
            const changed = before !== undefined && before[language][element] !== texts[language][element];
            return (
              <div key={element}>
                <dt className="text-soft text-xs">{t(element)}</dt>
                <dd className={element === 'headline' ? 'font-semibold text-name' : ''}>
                  {changed ? <mark>{texts[language][element]}</mark> : texts[language][element]}
                </dd>
              </div>
            );
          })}
        </dl>
      )}
    </InBoth>
  );
}
