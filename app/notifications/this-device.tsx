'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import type { WireNotificationDevice } from '@/protocol/notifications';
import { BellIcon, BellOffIcon } from '../ui/bell-icons';
import { post } from '../ui/post';
import { Switch } from '../ui/switch';
import { type DeviceState, readDevice, turnOff, turnOn } from './device';
import { useChange } from './use-change';

interface Props {
  /** The public key to subscribe with; null when the operator has switched notifications off. */
  appKey: string | null;
  /** This device as the server knows it; null when it is not notified. */
  device: WireNotificationDevice | null;
}

/** Shows whether this device is notified, switches it, sends a test, and helps where the browser refuses. */
export function ThisDevice({ appKey, device }: Props) {
  const t = useTranslations('notifications.device');
  const language = useLocale();
  const { change, problem } = useChange();
  const [state, setState] = useState<DeviceState | null>(null);
  const [result, setResult] = useState('');
  const [busy, setBusy] = useState(false);
  const known = device !== null;
  useEffect(() => {
    if (appKey !== null) void readDevice(known).then(setState);
  }, [appKey, known]);

  /** Runs what a button does, and says so when it fails. */
  async function run(work: () => Promise<void>) {
    setBusy(true);
    setResult('');
    try {
      await work();
    } catch {
      setResult(t('failed'));
    }
    setBusy(false);
  }

  const on = () =>
    run(async () => {
      const next = await turnOn(appKey as string, language);
      setState(next);
      await change(async () => ({ ok: true, body: null }));
    });
  const off = () =>
    run(async () => {
      await turnOff();
      setState('off');
      await change(async () => ({ ok: true, body: null }));
    });
  const test = () =>
    run(async () => {
      const answer = await post('/api/v1/notifications/test', {});
      setResult(answer.ok ? t(`test.${answer.body.result}`) : t('failed'));
    });

  const shown = appKey === null ? 'closed' : state;
  return (
    <div className="card grid gap-3 p-4">
      <div className="flex items-start gap-3">
        <span className={shown === 'on' ? 'text-accent' : 'text-soft'}>
          {shown === 'on' ? <BellIcon /> : <BellOffIcon />}
        </span>
        <div className="min-w-0 flex-1">
          <p className="font-medium">{shown ? t(`state.${shown}`) : t('looking')}</p>
          <p className="pt-1 text-soft text-sm">{shown && t(`help.${shown}`)}</p>
        </div>
      </div>
      {(shown === 'off' || shown === 'on') && (
        <div className="flex flex-wrap gap-3">
          {shown === 'off' && (
            <button type="button" className="button button-primary" disabled={busy} onClick={on}>
              {t('on')}
            </button>
          )}
          {shown === 'on' && (
            <>
              <button type="button" className="button" disabled={busy} onClick={test}>
                {t('sendTest')}
              </button>
              <button type="button" className="button button-quiet" disabled={busy} onClick={off}>
                {t('off')}
              </button>
            </>
          )}
        </div>
      )}
      {device && shown === 'on' && (
        <Switch
          label={t('directOnly')}
          hint={t('directOnlyHint')}
          on={device.directOnly}
          onClick={() =>
            void change(() =>
              post(`/api/v1/notifications/devices/${device.id}`, { directOnly: !device.directOnly }),
            )
          }
        />
      )}
      <p role="status" className="text-sm empty:hidden">
        {problem || result}
      </p>
    </div>
  );
}
