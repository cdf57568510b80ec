'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { InstallIcon } from '../ui/later-icons';

type Way = 'prompt' | 'ios' | 'android' | null;

/** Shows the menu item that installs the app, or says how this browser does; nothing in the installed app. */
export function InstallItem({ className }: { className: string }) {
  const t = useTranslations('install');
  const [way, setWay] = useState<Way>(null);
  const [told, setTold] = useState(false);
  useEffect(() => setWay(wayOf()), []);
  if (!way) return null;
  return (
    <>
      <button
        type="button"
        className={className}
        aria-expanded={way === 'prompt' ? undefined : told}
        onClick={() => {
          if (way === 'prompt') void window.quadInstall?.prompt().then(() => setWay(null));
          else setTold(!told);
        }}
      >
        <InstallIcon />
        {t('item')}
      </button>
      <p role="status" className="px-3 pb-2 text-soft text-sm empty:hidden">
        {told && way !== 'prompt' && t(way)}
      </p>
    </>
  );
}

/** Returns how this browser installs the app; null when it cannot, or has. */
function wayOf(): Way {
  const standalone = matchMedia('(display-mode: standalone)').matches || 'standalone' in navigator;
  if (standalone && (navigator as { standalone?: boolean }).standalone !== false) return null;
  if (window.quadInstall) return 'prompt';
  const { userAgent, maxTouchPoints } = navigator;
  // An iPad says that it is a Mac.
  if (/iPhone|iPad/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1)) return 'ios';
  return /Android/.test(userAgent) ? 'android' : null;
}
