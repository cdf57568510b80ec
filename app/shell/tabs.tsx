'use client';

import { useTranslations } from 'next-intl';
import { totalUnread } from '@/clients/state/unread';
import { useClientState } from '../connection/client-provider';
import { UnreadBadge } from '../conversations/unread-badge';
import { useNavigation } from '../navigation/navigation-provider';
import { TABS } from '../navigation/page-route';
import { MessagesIcon, PersonIcon, PlaceIcon } from '../ui/icons';

const ICONS = { around: PlaceIcon, chats: MessagesIcon, you: PersonIcon };

/** Shows the tabs of the main page on phones. */
export function Tabs({ className }: { className: string }) {
  const t = useTranslations('main');
  const { route, push } = useNavigation();
  const unread = useClientState(totalUnread);
  return (
    <nav
      aria-label={t('sections')}
      className={`${className} flex-none grid-cols-3 border-line border-t bg-card pb-[env(safe-area-inset-bottom)] lg:hidden`}
    >
      {TABS.map((name) => {
        const Icon = ICONS[name];
        return (
          <button
            key={name}
            type="button"
            aria-current={route.tab === name ? 'page' : undefined}
            onClick={() => push({ tab: name, view: null })}
            className="relative flex min-h-14 flex-col items-center justify-center gap-0.5 font-medium text-soft text-xs aria-[current=page]:text-accent"
          >
            <Icon size={22} />
            {t(name)}
            {name === 'chats' && <UnreadBadge count={unread} className="absolute top-1.5 inset-s-1/2 ms-2" />}
          </button>
        );
      })}
    </nav>
  );
}
