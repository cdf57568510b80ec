'use client';

import { useTranslations } from 'next-intl';
import { type CSSProperties, useRef, useSyncExternalStore } from 'react';
import { GONE, picturesOf } from '@/clients/attachments/pictures';
import type { WireAttachment } from '@/protocol/messages';
import { useClient } from '../connection/client-provider';
import { useWasVisible } from '../ui/use-was-visible';
import { FileCard } from './file-card';
import { placesOf, sizeOf } from './photo-layout';

export type Photo = Extract<WireAttachment, { kind: 'photo' }>;

interface Props {
  attachments: readonly WireAttachment[];
  /** Shows the photos of the message large, beginning with one of them. */
  onView: (photos: readonly Photo[], at: number) => void;
}

/** Shows the photos and files of a message. Their places have their sizes before they are loaded. */
export function Attachments({ attachments, onView }: Props) {
  const photos = attachments.filter((each) => each.kind === 'photo');
  const files = attachments.filter((each) => each.kind === 'file');
  const places = placesOf(photos.length);
  const [only] = photos;
  return (
    <>
      {only && photos.length === 1 && (
        <PhotoButton photo={only} style={sizeOf(only)} onOpen={() => onView(photos, 0)} />
      )}
      {photos.length > 1 && (
        <div className="photo-grid">
          {places.map((className, at) => (
            <PhotoButton
              key={(photos[at] as Photo).id}
              photo={photos[at] as Photo}
              className={className}
              more={at === places.length - 1 ? photos.length - places.length : 0}
              onOpen={() => onView(photos, at)}
            />
          ))}
        </div>
      )}
      {files.map((file) => (
        <FileCard key={file.id} file={file} />
      ))}
    </>
  );
}

interface PhotoProps {
  photo: Photo;
  style?: CSSProperties;
  className?: string;
  /** The number of photos that are not shown beside it. */
  more?: number;
  onOpen: () => void;
}

function PhotoButton({ photo, style, className = '', more = 0, onOpen }: PhotoProps) {
  const t = useTranslations('attachments');
  const { storage } = useClient();
  const button = useRef<HTMLButtonElement>(null);
  const seen = useWasVisible(button);
  const pictures = picturesOf(storage);
  const url = useSyncExternalStore(
    pictures.subscribe,
    () => (seen || pictures.holds(photo.id) ? pictures.of(photo.id) : null),
    () => null,
  );
  const name = photo.description ?? t('photo', { count: 1 });
  return (
    <button
      ref={button}
      type="button"
      aria-haspopup="dialog"
      aria-label={more > 0 ? t('andMore', { name, count: more }) : name}
      disabled={url === GONE}
      className={`photo ${className}`}
      style={{ ...style, backgroundColor: photo.color }}
      onClick={onOpen}
    >
      {url === GONE ? (
        <span className="rounded-full bg-black/65 px-2 py-1 text-white text-xs">{t('gone')}</span>
      ) : (
        // biome-ignore lint/performance/noImgElement: the server sends it in the right size
        url && <img src={url} alt="" width={photo.width} height={photo.height} />
      )}
      {more > 0 && <span className="photo-more">+{more}</span>}
    </button>
  );
}
