'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { WireEntry } from '@/protocol/messages';
import { shownText } from '@/texts/read';
import { useAttachmentLabel } from '../../attachments/label';
import { Dialog, DialogButtons } from '../../ui/dialog';

interface Props {
  entry: WireEntry | null;
  onClose: () => void;
  /** Resolves to false when the server did not delete it. */
  onDelete: (entry: WireEntry) => Promise<boolean>;
}

/** Asks for confirmation before a message is deleted for everybody. */
export function DeleteDialog({ entry, onClose, onDelete }: Props) {
  const t = useTranslations('timeline');
  const label = useAttachmentLabel();
  const [busy, setBusy] = useState(false);
  return (
    <Dialog open={entry !== null} onClose={onClose} title={t('deleteTitle')}>
      {entry && (
        <>
          <p className="text-soft">{t('deleteText')}</p>
          <p dir="auto" className="my-3 line-clamp-3 rounded-xl bg-sunk px-3.5 py-2">
            {shownText(entry.message.text, entry.message.mentions) || label(entry.message.attachments)}
          </p>
          <DialogButtons cancel={t('keep')} onCancel={onClose}>
            <button
              type="button"
              disabled={busy}
              className="button button-danger"
              onClick={async () => {
                setBusy(true);
                await onDelete(entry);
                setBusy(false);
                onClose();
              }}
            >
              {t('delete')}
            </button>
          </DialogButtons>
        </>
      )}
    </Dialog>
  );
}
