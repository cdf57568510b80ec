'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { Quoted } from '@/clients/connection/browser-storage';
import { useAttachmentLabel } from '../../attachments/label';
import { CloseIcon, WriteIcon } from '../../ui/icons';
import { ReplyIcon } from '../../ui/later-icons';

/** Shows the message that the reply answers, above the field. */
export function ReplyStrip({ reply, onCancel }: { reply: Quoted; onCancel: () => void }) {
  const t = useTranslations('composer');
  const label = useAttachmentLabel();
  return (
    <Strip icon={<ReplyIcon />} cancel={t('cancelReply')} onCancel={onCancel}>
      <span className="block truncate font-semibold text-accent">{t('replyTo', { name: reply.name })}</span>
      <span dir="auto" className="block truncate text-soft">
        {reply.text || label(reply.attachments)}
      </span>
    </Strip>
  );
}

/** Shows that a message is being edited, above the field. */
export function EditStrip({ onCancel }: { onCancel: () => void }) {
  const t = useTranslations('composer');
  return (
    <Strip icon={<WriteIcon />} cancel={t('cancelEdit')} onCancel={onCancel}>
      <span className="block font-semibold text-accent">{t('editing')}</span>
      <span className="block truncate text-soft">{t('editingHint')}</span>
    </Strip>
  );
}

function Strip({
  icon,
  cancel,
  onCancel,
  children,
}: {
  icon: ReactNode;
  cancel: string;
  onCancel: () => void;
  children: ReactNode;
}) {
  return (
    <div className="mb-2 flex items-center gap-3 rounded-xl bg-sunk py-1 ps-3 text-sm">
      <span className="text-accent">{icon}</span>
      <div className="min-w-0 flex-1">{children}</div>
      <button type="button" aria-label={cancel} title={cancel} className="icon-button" onClick={onCancel}>
        <CloseIcon size={18} />
      </button>
    </div>
  );
}
