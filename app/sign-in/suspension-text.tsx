import { getTranslations } from 'next-intl/server';
import type { Reason } from '@/protocol/reasons';
import { DateTime } from '../ui/date-time';

interface Props {
  suspension: {
    /** ISO 8601. */
    until?: string | null | undefined;
    reason?: Reason | null | undefined;
    /** What the administrator wrote to the user. */
    note?: string | undefined;
  };
}

/** Shows until when and why a user is suspended, as far as it is known. */
export async function SuspensionText({ suspension: { until, reason, note } }: Props) {
  const t = await getTranslations('signIn.suspension');
  const s = await getTranslations('safety');
  return (
    <div className="mt-1 flex flex-col gap-1">
      {until && <p>{t.rich('until', { time: () => <DateTime at={until} to="minute" /> })}</p>}
      {reason && <p>{t('reason', { reason: s(`reasons.${reason}.name`) })}</p>}
      {note && (
        <blockquote dir="auto" className="whitespace-pre-wrap break-words border-bad border-s-2 ps-3">
          {note}
        </blockquote>
      )}
    </div>
  );
}
