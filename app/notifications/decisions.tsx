import { getTranslations } from 'next-intl/server';
import type { WireDecision } from '@/protocol/notifications';
import { DateTime } from '../ui/date-time';

/** Shows why the user was notified of each of the last messages or not, the newest first. */
export async function Decisions({ decisions }: { decisions: WireDecision[] }) {
  const t = await getTranslations('notifications.why');
  if (decisions.length === 0) return <p className="card p-4 text-soft">{t('none')}</p>;
  return (
    <ul className="card">
      {decisions.map(({ conversation, seq, from, at, kind, outcome, devices }) => (
        <li key={`${conversation.id}-${seq}`} className="border-line border-b last:border-0">
          <a
            href={`/?c=${conversation.id}&m=${seq}`}
            className="grid min-h-11 gap-0.5 px-4 py-3 hover:bg-sunk"
          >
            <span className="flex flex-wrap items-baseline justify-between gap-x-3">
              <span className="min-w-0 truncate font-medium" dir="auto">
                {from ?? t('gone')}
                {conversation.title && conversation.title !== from && ` · ${conversation.title}`}
              </span>
              <span className="text-soft text-sm">
                <DateTime at={at} to="minute" />
              </span>
            </span>
            <span className={`text-sm ${outcome === 'sent' ? 'text-accent' : 'text-soft'}`}>
              {t(`kinds.${kind}`)} · {t(`outcomes.${outcome}`)}
            </span>
            {devices.length > 0 && (
              <span className="text-soft text-sm">
                {devices.map(({ name, result }) => `${name}: ${t(`results.${result}`)}`).join(' · ')}
              </span>
            )}
          </a>
        </li>
      ))}
    </ul>
  );
}
