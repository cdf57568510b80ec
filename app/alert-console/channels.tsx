'use client';

import { useTranslations } from 'next-intl';
import type { AlertKind } from '@/protocol/alert-kinds';
import type { AlertTexts } from '@/protocol/alerts';
import { AlertBellIcon, MailIcon } from '../ui/alert-icons';
import { MessagesIcon } from '../ui/icons';
import { KIND_LOOKS, KindMark } from './kind';
import { InBoth, Texts } from './texts';

/** Shows what each channel will show of an alert, in both languages. */
export function Channels({ kind, texts }: { kind: AlertKind; texts: AlertTexts }) {
  const t = useTranslations('alertConsole.channels');
  return (
    <div className="grid gap-3">
      <h3 className="flex items-center gap-2 font-semibold">
        <MessagesIcon size={18} /> {t('page')}
      </h3>
      <div className={`grid gap-3 rounded-card p-3 ${KIND_LOOKS[kind].card}`}>
        <KindMark kind={kind} />
        <Texts texts={texts} />
      </div>
      <h3 className="flex items-center gap-2 font-semibold">
        <AlertBellIcon size={18} /> {t('push')}
      </h3>
      <InBoth>
        {(language) => {
          const { headline, action, where } = texts[language];
          return (
            <>
              <p className="font-semibold">{headline}</p>
              <p>
                {action} ({where})
              </p>
            </>
          );
        }}
      </InBoth>
      <h3 className="flex items-center gap-2 font-semibold">
        <MailIcon size={18} /> {t('others')}
      </h3>
      <p className="text-soft text-sm">{t(kind === 'live' ? 'othersLive' : 'othersRest')}</p>
    </div>
  );
}
