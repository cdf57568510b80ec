'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { attachmentPath } from '@/protocol/attachments';
import type { WireAttachment } from '@/protocol/messages';
import { DownloadIcon, FileIcon } from '../ui/later-icons';
import { useBytes } from './use-bytes';

/** Shows the name of a file in one line; of a long one the end of its extension stays. */
export function FileName({ name }: { name: string }) {
  const [extension = ''] = /\.[^.]{1,8}$/.exec(name) ?? [];
  return (
    <p dir="ltr" title={name} className="flex min-w-0 font-medium">
      <span dir="auto" className="truncate">
        {name.slice(0, name.length - extension.length)}
      </span>
      <span className="flex-none">{extension}</span>
    </p>
  );
}

/** Shows a file of a message, which a click downloads. */
export function FileCard({ file }: { file: Extract<WireAttachment, { kind: 'file' }> }) {
  const t = useTranslations('attachments');
  const format = useBytes();
  return (
    <a
      href={attachmentPath(file.id, 'file')}
      download={file.name}
      title={t('download')}
      aria-label={[file.name, format(file.bytes), file.description].filter(Boolean).join(', ')}
      className="file-card hover:bg-card"
    >
      <FileLine name={file.name} bytes={file.bytes} description={file.description} />
      <span className="text-soft">
        <DownloadIcon size={18} />
      </span>
    </a>
  );
}

/** Shows what is known of a file: its name, what it is of, and its size or `status`. */
export function FileLine({
  name,
  bytes,
  description,
  status,
}: {
  name: string;
  bytes: number;
  description?: string | undefined;
  status?: ReactNode;
}) {
  const format = useBytes();
  return (
    <>
      <span className="flex size-10 flex-none items-center justify-center rounded-lg bg-card text-accent">
        <FileIcon />
      </span>
      <span className="min-w-0 flex-1 text-sm">
        <FileName name={name} />
        {description && (
          <span dir="auto" className="line-clamp-2 block">
            {description}
          </span>
        )}
        <span className="block text-soft text-xs">{status ?? format(bytes)}</span>
      </span>
    </>
  );
}
