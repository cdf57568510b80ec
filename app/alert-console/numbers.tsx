'use client';

import { useTranslations } from 'next-intl';
import type { WireReached } from '@/protocol/alerts';

/** The parts of the numbers, from the best on; together they are everyone who is told. */
const PARTS = [
  ['answered', 'bg-accent'],
  ['displayed', 'bg-[color-mix(in_oklab,var(--accent)_55%,var(--card))]'],
  ['received', 'bg-now'],
  ['handed', 'bg-edge'],
  ['failed', 'bg-bad'],
  ['unreached', 'bg-ink'],
] as const;

/** Shows how many people are told of an alert, and how far it has come to them: each counts once. */
export function Numbers({ numbers }: { numbers: WireReached }) {
  const t = useTranslations('alertConsole.numbers');
  const shown = PARTS.filter(([part]) => numbers[part] > 0);
  return (
    <section aria-label={t('label')}>
      <p className="font-semibold">
        <span className="text-title tabular-nums">{numbers.targeted}</span>{' '}
        {t('targeted', { n: numbers.targeted })}
      </p>
      {numbers.targeted > 0 && (
        <div aria-hidden="true" className="my-2 flex h-3 gap-0.5 overflow-hidden rounded-full">
          {shown.map(([part, colour]) => (
            <span
              key={part}
              className={`${colour} forced-color-adjust-none`}
              style={{ flexGrow: numbers[part] }}
            />
          ))}
        </div>
      )}
      <ul className="grid gap-x-4 gap-y-1 text-sm sm:flex sm:flex-wrap">
        {PARTS.map(([part, colour]) => (
          <li key={part} className="flex items-center gap-1.5">
            <span
              aria-hidden="true"
              className={`size-2.5 flex-none rounded-full forced-color-adjust-none ${colour}`}
            />
            {t.rich(part, { n: () => <b className="tabular-nums">{numbers[part]}</b> })}
          </li>
        ))}
      </ul>
    </section>
  );
}
