'use client';

import { useTranslations } from 'next-intl';
import type { Conversation } from '@/clients/state/log';
import { newestIn } from '@/clients/state/views';
import { useClientState } from '../connection/client-provider';
import { ReadIcon } from '../ui/icons';

/** Shows how many people the user's last message reached, until another message follows. */
export function Reached({ conversation }: { conversation: Conversation | null }) {
  const t = useTranslations('reach');
  const reached = useClientState((state) => state.reached);
  const newest = conversation && newestIn(conversation);
  const shown = reached !== null && newest?.message.id === reached.message;
  return (
    <p role="status" className="flex items-center gap-1 px-1 pt-1 text-accent text-sm empty:hidden">
      {shown && (
        <>
          <ReadIcon size={15} />
          {t('reached', { count: reached.people })}
        </>
      )}
    </p>
  );
}
