'use client';

import { useTranslations } from 'next-intl';
import { type Reach, reachOf } from '@/clients/state/receipts';
import type { WireEntry } from '@/protocol/messages';
import { useClientState } from '../../connection/client-provider';
import { ReadIcon } from '../../ui/icons';
import { CheckIcon } from '../../ui/later-icons';

/** Shows how far a message of the user has come: sent, delivered or read. */
export function Ticks({ entry }: { entry: WireEntry }) {
  const t = useTranslations('timeline');
  const reach = useClientState(({ log }): Reach => reachOf(log[entry.conversation.id], entry.seq));
  return (
    // What was read has a ground of its own: the colour alone would not be enough to tell it.
    <span
      title={t(reach)}
      className={`rounded-full px-0.75 ${reach === 'read' ? 'bg-on-mine text-mine' : ''}`}
    >
      {reach === 'sent' ? <CheckIcon size={14} /> : <ReadIcon size={14} />}
      <span className="sr-only">{t(reach)}</span>
    </span>
  );
}
