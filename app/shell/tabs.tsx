'use client';

import { useTranslations } from 'next-intl';
import { attentionCount } from '@/clients/state/views';
import { useQuadState } from '../connection/quad-provider';
import { shortCount } from '../conversation-list/short-count';
import { TABS } from '../navigation/page-route';
import { useRoute } from '../navigation/use-route';
import { MessagesIcon, PeopleIcon, PlaceIcon } from '../ui/icons';

const ICONS = { messages: MessagesIcon, people: PeopleIcon, place: PlaceIcon };

/** Shows the tabs of the main page on phones. */
export function Tabs({ className }: { className: string }) {
  const t = useTranslations('main');
  const { route, go } = useRoute();
  const unread = useQuadState(attentionCount);
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
            onClick={() => go({ tab: name, view: null })}
            className="relative flex min-h-14 flex-col items-center justify-center gap-0.5 font-medium text-soft text-xs aria-[current=page]:text-accent"
          >
            <Icon size={22} />
            {t(name)}
            {name === 'messages' && unread > 0 && (
              <span className="absolute top-1.5 left-1/2 ml-2 min-w-5 rounded-full bg-accent px-1 text-center text-on-accent text-xs leading-5">
                {shortCount(unread)}
                <span className="sr-only"> {t('unread')}</span>
              </span>
            )}
          </button>
        );
      })}
    </nav>
  );
}
