'use client';

import { useTranslations } from 'next-intl';
import { ALERT_REASONS, type AlertKind } from '@/protocol/alert-kinds';
import type { WirePreview } from '@/protocol/alerts';

interface Props {
  kind: AlertKind;
  /** Whether it ends an alert, of which nobody else is told. */
  ends: boolean;
  /** Whether people were told before: they are told of every change. */
  told: boolean;
  /** The number of people in the group of an exercise. */
  group: number;
  audience: WirePreview['audience'];
}

/** Says whom an alert would reach now, and why: in steps of five people, as the server counts them before the issue. */
export function Audience({ kind, ends, told, group, audience }: Props) {
  const t = useTranslations('alertConsole.compose');
  const r = useTranslations('alertTerms.reasons');
  const total = ALERT_REASONS.reduce((sum, reason) => sum + (audience[reason] ?? 0), 0);
  return (
    <section aria-label={t('audience')} className="card p-4">
      {kind === 'exercise' && !told && <p className="font-semibold">{t('toGroup', { n: group })}</p>}
      {kind === 'test' && <p className="font-semibold">{t('toOfficers')}</p>}
      {told && <p className="font-semibold">{t('toTold')}</p>}
      {kind === 'exercise' && told && group > 0 && (
        <p className="font-semibold">{t('alsoGroup', { n: group })}</p>
      )}
      {kind === 'live' && !ends && (
        <>
          <p className="font-semibold">{t(told ? 'alsoReaches' : 'reaches', { n: total })}</p>
          <ul className="pt-1 text-soft text-sm">
            {ALERT_REASONS.filter((reason) => audience[reason]).map((reason) => (
              <li key={reason}>
                <b className="text-ink tabular-nums">{audience[reason]}</b> {r(reason)}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
