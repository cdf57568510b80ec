import { getTranslations } from 'next-intl/server';
import type { WireReport } from '@/protocol/safety';
import { Avatar } from '../../ui/avatar';
import { ExpandIcon } from '../../ui/icons';
import { ReportContent } from './report-card';
import { ReportOutcome } from './report-outcome';

/** Shows a closed report on one line, which opens to the whole. */
export async function ClosedReport({ report, photo }: { report: WireReport; photo: string | undefined }) {
  const t = await getTranslations('admin.reports');
  const s = await getTranslations('safety');
  const { about, closed, reason } = report;
  const decision = closed?.decision;
  return (
    <li className="border-line border-b last:border-0">
      <details className="group">
        <summary className="flex min-h-14 list-none items-center gap-3 py-2 [&::-webkit-details-marker]:hidden">
          <Avatar id={about.id} name={about.name} bot={about.kind === 'bot'} photo={photo} size={36} />
          <span className="min-w-0 flex-1">
            <span dir="auto" className="block truncate font-medium">
              {about.name}
            </span>
            <span className="block truncate text-soft text-sm">
              {s(`reasons.${reason}.name`)} · {t(decision ? `decisions.${decision}.short` : 'closedIt')}
            </span>
          </span>
          <span className="text-soft group-open:rotate-180">
            <ExpandIcon size={18} />
          </span>
        </summary>
        <div className="flex flex-col gap-3 pb-4">
          <ReportContent report={report} />
          {closed && <ReportOutcome closed={closed} />}
        </div>
      </details>
    </li>
  );
}
