'use client';

import { useTranslations } from 'next-intl';
import { useClientState } from '../connection/client-provider';
import type { NewConversationDialog } from '../conversations/start/new-conversation-dialogs';
import { useNavigation } from '../navigation/navigation-provider';
import { BuildingIcon, ChannelIcon, PersonIcon, RangeIcon } from '../ui/icons';
import { Logo } from '../ui/logo';

/** Shows what the user can do here, in place of a conversation while none is open. */
export function Welcome({ onNew }: { onNew: (dialog: NewConversationDialog) => void }) {
  const t = useTranslations('welcome');
  const { push } = useNavigation();
  const name = useClientState((state) => state.you.name);
  const ways = [
    { key: 'nearby', Icon: RangeIcon, onClick: () => push({ view: { of: 'nearby' } }) },
    { key: 'building', Icon: BuildingIcon, onClick: () => push({ view: { of: 'building' } }) },
    { key: 'person', Icon: PersonIcon, onClick: () => onNew('message') },
    { key: 'channels', Icon: ChannelIcon, onClick: () => onNew('browse') },
  ] as const;
  return (
    <div className="mx-auto flex w-full max-w-xl flex-1 flex-col justify-center px-6 py-8">
      <Logo size={44} />
      <h2 className="pt-4 font-semibold text-2xl tracking-tight">{t('title', { name })}</h2>
      <p className="pt-1 pb-6 text-soft">{t('text')}</p>
      <ul className="grid gap-3 sm:grid-cols-2">
        {ways.map(({ key, Icon, onClick }) => (
          <li key={key}>
            <button
              type="button"
              onClick={onClick}
              className="card flex h-full w-full flex-col items-start gap-1 p-4 text-left transition-colors hover:border-edge hover:bg-sunk"
            >
              <span className="pb-1 text-accent">
                <Icon size={24} />
              </span>
              <span className="font-medium">{t(`${key}.title`)}</span>
              <span className="text-soft text-sm">{t(`${key}.text`)}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
