'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useSyncExternalStore } from 'react';
import { localFilesOf } from '@/clients/attachments/local-files';
import type { UnsentFile } from '@/clients/state/outgoing';
import { useClient } from '../connection/client-provider';
import { CloseIcon } from '../ui/icons';
import { FileLine } from './file-card';
import { placesOf, sizeOf } from './photo-layout';
import { useFileUrl } from './use-file-url';

interface Props {
  files: readonly UnsentFile[];
  /** Whether they are being uploaded now. */
  sending: boolean;
  /** Ends the sending and deletes the message; null when it is too late, or when something else shows it. */
  onCancel: (() => void) | null;
}

/** Shows the photos and files of a message that is not sent yet, and how much of them is. */
export function OutgoingFiles({ files, sending, onCancel }: Props) {
  const photos = files.filter(({ photo }) => photo !== undefined);
  const others = files.filter(({ photo }) => photo === undefined);
  const places = placesOf(photos.length);
  const [only] = photos;
  const cancel = onCancel && <Cancel onCancel={onCancel} />;
  const corner = cancel && <span className="absolute inset-e-0 top-0">{cancel}</span>;
  return (
    <>
      {only && photos.length === 1 && (
        <OutgoingPhoto file={only} single sending={sending}>
          {corner}
        </OutgoingPhoto>
      )}
      {photos.length > 1 && (
        <div className="photo-grid">
          {places.map((className, at) => {
            const file = photos[at] as UnsentFile;
            return <OutgoingPhoto key={file.key} file={file} className={className} sending={sending} />;
          })}
          {corner}
        </div>
      )}
      {others.map((file, at) => (
        <div key={file.key} className="file-card">
          <FileLine
            name={file.name}
            bytes={file.bytes}
            description={file.description}
            status={sending && file.id === undefined ? <Progress file={file} /> : undefined}
          />
          {photos.length === 0 && at === 0 && cancel}
        </div>
      ))}
    </>
  );
}

function Cancel({ onCancel }: { onCancel: () => void }) {
  const t = useTranslations('attachments');
  return (
    <button
      type="button"
      aria-label={t('cancelSending')}
      title={t('cancelSending')}
      className="flex size-11 flex-none items-center justify-center"
      onClick={onCancel}
    >
      <span className="flex size-7 items-center justify-center rounded-full bg-black/65 text-white">
        <CloseIcon size={16} />
      </span>
    </button>
  );
}

function OutgoingPhoto({
  file,
  single = false,
  className = '',
  sending,
  children,
}: {
  file: UnsentFile;
  single?: boolean;
  className?: string;
  sending: boolean;
  children?: ReactNode;
}) {
  const t = useTranslations('attachments');
  const url = useFileUrl(file.key);
  return (
    <div className={`photo ${className}`} style={single && file.photo ? sizeOf(file.photo) : {}}>
      {/* biome-ignore lint/performance/noImgElement: it is in this browser */}
      {url && <img src={url} alt={file.description ?? t('photo', { count: 1 })} />}
      {sending && file.id === undefined && (
        <span className="absolute inset-x-12 bottom-1/2">
          <Progress file={file} />
        </span>
      )}
      {children}
    </div>
  );
}

function Progress({ file: { key } }: { file: UnsentFile }) {
  const t = useTranslations('attachments');
  const { storage } = useClient();
  const local = localFilesOf(storage);
  const part = useSyncExternalStore(
    local.subscribe,
    () => local.progressOf(key),
    () => 0,
  );
  return <progress aria-label={t('progress')} max={1} value={part} className="upload-progress" />;
}
