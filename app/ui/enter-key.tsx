'use client';

import { useTranslations } from 'next-intl';
import { useSyncExternalStore } from 'react';
import { Switch } from './switch';

const KEY = 'quad.enter';
const CHANGED = 'quad:enter-changed';

function subscribe(changed: () => void): () => void {
  addEventListener(CHANGED, changed);
  addEventListener('storage', changed);
  return () => {
    removeEventListener(CHANGED, changed);
    removeEventListener('storage', changed);
  };
}

function read(): boolean {
  try {
    return localStorage.getItem(KEY) === 'line';
  } catch {
    // Storage is forbidden: the preference cannot be kept.
    return false;
  }
}

/** Returns whether Enter makes a new line in a message on this device, instead of sending it. */
export function useEnterMakesLine(): boolean {
  return useSyncExternalStore(subscribe, read, () => false);
}

/** Shows the switch of what Enter does, on devices without a keyboard of their own. */
export function EnterSwitch() {
  const t = useTranslations('preferences');
  const on = useEnterMakesLine();
  return (
    <Switch
      className="pointer-fine:hidden"
      label={t('enterLine')}
      hint={on ? t('enterLineOn') : t('enterLineOff')}
      on={on}
      onClick={() => {
        localStorage.setItem(KEY, on ? 'send' : 'line');
        dispatchEvent(new Event(CHANGED));
      }}
    />
  );
}
