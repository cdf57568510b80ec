'use client';

import { useTranslations } from 'next-intl';
import type { WireNotificationDevice } from '@/protocol/notifications';
import { BellIcon } from '../ui/bell-icons';
import { DateTime } from '../ui/date-time';
import { remove } from '../ui/post';
import { useChange } from './use-change';

/** Shows the user's other devices that are notified; each can be removed. */
export function OtherDevices({ devices }: { devices: WireNotificationDevice[] }) {
  const t = useTranslations('notifications.others');
  const { change, problem } = useChange();
  const nameOf = ({ browser, system }: WireNotificationDevice) =>
    [browser, system].filter(Boolean).join(', ') || t('unknown');
  return (
    <>
      <ul className="card">
        {devices.map((device) => (
          <li
            key={device.id}
            className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-4 py-3 last:border-0"
          >
            <span className="text-soft">
              <BellIcon />
            </span>
            <div className="min-w-0 flex-1">
              <p className="font-medium">{nameOf(device)}</p>
              <p className="text-soft text-sm">
                {device.failure ? (
                  t('failing')
                ) : device.accepted ? (
                  <>
                    {t('last')} <DateTime at={device.accepted} to="minute" />
                  </>
                ) : (
                  t('never')
                )}
                {device.directOnly && ` · ${t('directOnly')}`}
              </p>
            </div>
            <button
              type="button"
              className="button button-bad"
              aria-label={t('removeName', { name: nameOf(device) })}
              onClick={() => void change(() => remove(`/api/v1/notifications/devices/${device.id}`))}
            >
              {t('remove')}
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
