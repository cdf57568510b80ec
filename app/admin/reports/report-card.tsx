import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import type { WireReport } from '@/protocol/safety';
import { DateTime } from '../../ui/date-time';
import { CloseReport, RemoveMessage } from './report-actions';

/** Shows a report: its subject as it was then, who made it and why, and the actions on it or their result. */
export async function ReportCard({ report }: { report: WireReport }) {
  const t = await getTranslations('admin.reports');
  const s = await getTranslations('safety');
  const { about, by, message, note, closed } = report;
  const where = message && t(`kinds.${message.conversation.kind}`);
  return (
    <li className="card flex flex-col gap-3 p-4">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h3 className="font-semibold">{s(`reasons.${report.reason}.name`)}</h3>
        <span className="text-soft text-sm">
          {!message ? t('person') : `${t('message')} ${where}`}
          {message?.conversation.name && ` “${message.conversation.name}”`}
        </span>
        <span className="text-soft text-sm sm:ml-auto">
          <DateTime at={report.at} to="minute" />
        </span>
      </div>
      <blockquote className="rounded-xl bg-sunk px-3.5 py-2.5">
        <p className="flex flex-wrap items-baseline gap-x-2">
          {about.kind === 'user' ? (
            <Link href={`/admin/users/${encodeURIComponent(about.id)}`} className="link font-semibold">
              {about.name}
            </Link>
          ) : (
            <span className="font-semibold">{about.name}</span>
          )}
          <span className="text-soft text-sm">{about.id}</span>
          {message && (
            <span className="text-soft text-sm">
              <DateTime at={message.at} to="minute" />
            </span>
          )}
        </p>
        {message && <p className="whitespace-pre-wrap break-words pt-1">{message.text}</p>}
        {message?.deleted && <p className="pt-1 text-soft text-sm italic">{t('removed')}</p>}
      </blockquote>
      <div>
        <p className="text-soft text-sm">
          {by ? t('by', { name: by.name }) : t('byNobody')}
          {by && ` · ${by.id}`}
        </p>
        {note && <p className="whitespace-pre-wrap break-words pt-0.5">{note}</p>}
      </div>
      {closed ? (
        <div className="border-line border-t pt-3">
          <p className="flex flex-wrap gap-x-2 text-soft text-sm">
            {closed.by ? t('closedBy', { name: closed.by.name }) : t('closedByNobody')}
            <DateTime at={closed.at} to="minute" />
          </p>
          {closed.note && <p className="whitespace-pre-wrap break-words pt-0.5">{closed.note}</p>}
        </div>
      ) : (
        <div className="flex flex-wrap justify-end gap-2">
          {message && !message.deleted && <RemoveMessage id={report.id} name={about.name} />}
          <CloseReport id={report.id} name={about.name} />
        </div>
      )}
    </li>
  );
}
