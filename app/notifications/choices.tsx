'use client';

import { useTranslations } from 'next-intl';
import type { WireNotificationChoice } from '@/protocol/notifications';
import { DateTime } from '../ui/date-time';
import { post } from '../ui/post';
import { useChange } from './use-change';

/** Shows the conversations that notify in another way than usual; each can be reset. */
export function Choices({ choices }: { choices: WireNotificationChoice[] }) {
  const t = useTranslations('notifications.choices');
  const { change, problem } = useChange();
  const reset = { level: null, muteMinutes: 0 };
  return (
    <>
      <ul className="card">
        {choices.map(({ conversation, title, level, mutedUntil }) => (
          <li
            key={conversation}
            className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-4 py-3 last:border-0"
          >
            <div className="min-w-0 flex-1">
              <a href={`/?c=${conversation}`} className="block truncate font-medium" dir="auto">
                {title ?? t('untitled')}
              </a>
              <p className="text-soft text-sm">
                {level && t(`levels.${level}`)}
                {level && mutedUntil && ' · '}
                {mutedUntil && (
                  <>
                    {t('mutedUntil')} <DateTime at={mutedUntil} to="minute" />
                  </>
                )}
              </p>
            </div>
            <button
              type="button"
              className="button"
              aria-label={t('resetName', { name: title ?? t('untitled') })}
              onClick={() =>
                void change(() => post(`/api/v1/notifications/conversations/${conversation}`, reset))
              }
            >
              {t('reset')}
            </button>
          </li>
        ))}
      </ul>
      <p role="status" className="text-bad text-sm empty:hidden">
        {problem}
      </p>
    </>
  );
}
