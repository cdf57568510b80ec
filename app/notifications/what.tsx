'use client';

import { useTranslations } from 'next-intl';
import { useId } from 'react';
import type { NotificationText, WireNotificationSettings } from '@/protocol/notifications';
import { post } from '../ui/post';
import { Switch } from '../ui/switch';
import { useChange } from './use-change';

const TEXTS = ['all', 'sender', 'nothing'] as const satisfies readonly NotificationText[];

/** Shows which messages notify, and what a notification shows of them. */
export function What({ settings }: { settings: WireNotificationSettings }) {
  const t = useTranslations('notifications.what');
  const name = useId();
  const { change, problem } = useChange();
  const update = (body: Partial<WireNotificationSettings>) =>
    void change(() => post('/api/v1/notifications', body));
  return (
    <div className="card grid gap-4 p-4">
      <p className="text-soft text-sm">{t('always')}</p>
      <Switch
        label={t('groups')}
        hint={t(settings.groups ? 'groupsOn' : 'groupsOff')}
        on={settings.groups}
        onClick={() => update({ groups: !settings.groups })}
      />
      <fieldset>
        <legend className="font-medium">{t('text')}</legend>
        <div className="mt-2 flex flex-wrap rounded-xl bg-sunk p-1">
          {TEXTS.map((value) => (
            <label key={value} className="segment flex-1">
              <input
                type="radio"
                name={name}
                checked={settings.text === value}
                onChange={() => update({ text: value })}
              />
              {t(`texts.${value}`)}
            </label>
          ))}
        </div>
        <p className="pt-2 text-soft text-sm">{t(`hints.${settings.text}`)}</p>
      </fieldset>
      <p role="status" className="text-bad text-sm empty:hidden">
        {problem}
      </p>
    </div>
  );
}
