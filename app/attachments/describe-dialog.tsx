'use client';

import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import type { UnsentFile } from '@/clients/state/outgoing';
import { MAX_DESCRIPTION } from '@/protocol/attachments';
import { Dialog, DialogButtons } from '../ui/dialog';
import { useFileUrl } from './use-file-url';

interface Props {
  /** The photo; null while the dialog is closed. */
  file: UnsentFile | null;
  onClose: () => void;
  onDescribe: (key: string, description: string) => void;
}

/** Shows the dialog in which the user says what a photo shows, for those who cannot see it. */
export function DescribeDialog({ file, onClose, onDescribe }: Props) {
  const t = useTranslations('attachments');
  return (
    <Dialog open={file !== null} onClose={onClose} title={t('description')}>
      {file && <DescribeForm file={file} onClose={onClose} onDescribe={onDescribe} />}
    </Dialog>
  );
}

function DescribeForm({ file, onClose, onDescribe }: Props & { file: UnsentFile }) {
  const t = useTranslations('attachments');
  const [text, setText] = useState(file.description ?? '');
  const url = useFileUrl(file.key);
  const hint = useId();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        // React passes it on to the form of the message, in which the dialog is rendered.
        event.stopPropagation();
        onDescribe(file.key, text);
        onClose();
      }}
    >
      <div className="mb-3 flex h-52 items-center justify-center overflow-hidden rounded-control bg-sunk">
        {/* biome-ignore lint/performance/noImgElement: it is in this browser */}
        {url && <img src={url} alt="" className="max-h-full max-w-full object-contain" />}
      </div>
      <textarea
        value={text}
        rows={3}
        maxLength={MAX_DESCRIPTION}
        aria-label={t('description')}
        aria-describedby={hint}
        dir="auto"
        className="field h-auto resize-none py-2"
        onChange={(event) => setText(event.target.value)}
      />
      <p id={hint} className="mt-1 mb-4 text-soft text-sm">
        {t('descriptionHint')}
      </p>
      <DialogButtons cancel={t('cancel')} onCancel={onClose}>
        <button type="submit" className="button button-primary">
          {t('save')}
        </button>
      </DialogButtons>
    </form>
  );
}
