import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import type { WireReport } from '@/protocol/safety';
import { Avatar } from '../../ui/avatar';
import { DateTime } from '../../ui/date-time';
import { Decide } from './decide';
import { ReportOutcome } from './report-outcome';
import { ReportedAttachments } from './reported-attachments';

interface Props {
  report: WireReport;
  /** Whether to show whom it is about. */
  subject?: boolean;
  /** The URL of the photo of whom it is about. */
  photo?: string | undefined;
}

/** Shows a report: its subject as it was then, who made it and why, and the decision, which is made here. */
export async function ReportCard({ report, subject = true, photo }: Props) {
  const s = await getTranslations('safety');
  const { about, at, closed, reason } = report;
  const urgent = reason === 'danger' && !closed;
  return (
    <li className="card flex flex-col gap-3 p-4 sm:p-5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3
          className={`inline-flex min-h-7 items-center rounded-full px-3 font-semibold text-sm ${urgent ? 'bg-bad-tint text-bad' : 'bg-now-tint text-now-ink'}`}
        >
          {s(`reasons.${reason}.name`)}
        </h3>
        <span className="ms-auto text-soft text-sm">
          <DateTime at={at} to="minute" />
        </span>
      </div>
      {subject && <Subject about={about} photo={photo} />}
      <ReportContent report={report} />
      {closed ? (
        <ReportOutcome closed={closed} />
      ) : (
        <div className="flex justify-end">
          <Decide
            report={{
              id: report.id,
              about,
              reason,
              message: report.message && !report.message.deleted,
              reporter: report.by?.name ?? null,
            }}
          />
        </div>
      )}
    </li>
  );
}

/** Shows whom a report is about. */
function Subject({ about, photo }: Pick<WireReport, 'about'> & Pick<Props, 'photo'>) {
  return (
    <div className="flex items-center gap-3">
      <Avatar id={about.id} name={about.name} bot={about.kind === 'bot'} photo={photo} size={44} />
      <div className="min-w-0">
        <p dir="auto" className="truncate font-display text-name">
          {about.kind === 'user' ? (
            <Link href={`/admin/users/${encodeURIComponent(about.id)}`} className="hover:underline">
              {about.name}
            </Link>
          ) : (
            about.name
          )}
        </p>
        <p className="text-soft text-sm">{about.id}</p>
      </div>
    </div>
  );
}

/** Shows the reported message, and what the reporter wrote. */
export async function ReportContent({ report: { by, message, note } }: { report: WireReport }) {
  const t = await getTranslations('admin.reports');
  const name = message?.conversation.name;
  return (
    <>
      {message ? (
        <div className="flex flex-col items-start gap-1">
          {message.attachments && <ReportedAttachments attachments={message.attachments} />}
          {message.text && (
            <blockquote
              dir="auto"
              className="max-w-full whitespace-pre-wrap break-words rounded-bubble bg-sunk px-3.5 py-2.5"
            >
              {message.text}
            </blockquote>
          )}
          <p className="px-1 text-soft text-sm">
            {t(`kinds.${message.conversation.kind}`)}
            {name && ` “${name}”`}, <DateTime at={message.at} to="minute" />
            {message.deleted && ` · ${t('removed')}`}
          </p>
        </div>
      ) : (
        <p className="text-soft text-sm">{t('person')}</p>
      )}
      <div>
        <p className="text-soft text-sm">{by ? t('by', { name: by.name }) : t('byNobody')}</p>
        {note && (
          <p dir="auto" className="whitespace-pre-wrap break-words pt-0.5">
            {note}
          </p>
        )}
      </div>
    </>
  );
}
