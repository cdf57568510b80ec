import { getTranslations } from 'next-intl/server';
import type { WireReport } from '@/protocol/safety';
import { DateTime } from '../../ui/date-time';
import { CheckIcon } from '../../ui/later-icons';

/** Shows what was decided about a report, by whom and when, and the note for other administrators. */
export async function ReportOutcome({ closed }: { closed: NonNullable<WireReport['closed']> }) {
  const t = await getTranslations('admin.reports');
  const { at, by, note, decision } = closed;
  return (
    <div className="flex gap-3 rounded-control bg-tint px-3.5 py-2.5">
      <span className="pt-0.5 text-accent">
        <CheckIcon size={18} />
      </span>
      <div className="min-w-0">
        <p className="font-medium">{t(decision ? `decisions.${decision}.done` : 'closedIt')}</p>
        <p className="text-soft text-sm">
          {by && `${t('closedBy', { name: by.name })}, `}
          <DateTime at={at} to="minute" />
        </p>
        {note && (
          <p dir="auto" className="whitespace-pre-wrap break-words pt-1">
            {note}
          </p>
        )}
      </div>
    </div>
  );
}
