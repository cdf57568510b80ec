'use client';

import { useTranslations } from 'next-intl';
import { useClientState } from '../connection/client-provider';
import { InstallItem } from '../install/install-item';
import { useSafety } from '../safety/safety-provider';
import { AlertBellIcon } from '../ui/alert-icons';
import { BellIcon } from '../ui/bell-icons';
import { EnterSwitch } from '../ui/enter-key';
import { BotIcon, BuildingIcon, PersonIcon, VisibleIcon } from '../ui/icons';
import { AlertsIcon, BlockIcon } from '../ui/later-icons';
import { LanguageSwitch, ThemeSwitch } from '../ui/preferences';
import { SignOut } from './sign-out';

export { GuestSignOut } from './sign-out';

interface Props {
  /** Called with what opens a dialog. */
  onDialog: (show: () => void) => void;
  /** Called when a guest wants to sign out. */
  onLeave: () => void;
}

/** Shows the user's name and the ways to what is theirs: profile, bots, blocked people, preferences, signing out. */
export function YouItems({ onDialog, onLeave }: Props) {
  const t = useTranslations('menu');
  const you = useClientState((state) => state.you);
  const safety = useSafety();
  const item = 'flex min-h-11 w-full items-center gap-3 rounded-control px-3 text-start hover:bg-sunk';
  return (
    <>
      <div className="px-3 py-2">
        <p className="truncate font-semibold">{you.name}</p>
        <p className="truncate text-soft text-sm">{you.id}</p>
      </div>
      <a href="/profile" className={item}>
        <PersonIcon />
        {t('profile')}
      </a>
      <a href="/notifications" className={item}>
        <BellIcon />
        {t('notifications')}
      </a>
      <a href="/who-sees-me" className={item}>
        <VisibleIcon />
        {t('whoSees')}
      </a>
      <a href="/my-alerts" className={item}>
        <AlertsIcon />
        {t('alerts')}
      </a>
      <a href="/my-alerts#report" className={item}>
        <VisibleIcon />
        {t('report')}
      </a>
      {!you.guest && (
        <a href="/bots" className={item}>
          <BotIcon />
          {t('bots')}
        </a>
      )}
      <button type="button" className={item} onClick={() => onDialog(safety.showBlocked)}>
        <BlockIcon />
        {t('blocked')}
      </button>
      {you.officer && (
        <a href="/alert-console" className={item}>
          <AlertBellIcon />
          {t('alertConsole')}
        </a>
      )}
      {you.administrator && (
        <a href="/admin" className={item}>
          <BuildingIcon />
          {t('administration')}
        </a>
      )}
      <InstallItem className={item} />
      <div className="my-2 border-line border-y px-2 py-3">
        <ThemeSwitch />
        <EnterSwitch />
        <div className="-mb-2 mt-1">
          <LanguageSwitch />
        </div>
      </div>
      <SignOut className={item} onAsk={onLeave} />
    </>
  );
}
