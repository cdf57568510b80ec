'use client';

import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useRef, useState, useSyncExternalStore } from 'react';
import { GONE, picturesOf } from '@/clients/attachments/pictures';
import { attachmentPath } from '@/protocol/attachments';
import { useClient } from '../connection/client-provider';
import { FullScreen } from '../ui/full-screen';
import { CloseIcon } from '../ui/icons';
import { BackIcon, DownloadIcon, ForwardIcon, ZoomInIcon, ZoomOutIcon } from '../ui/later-icons';
import type { Photo } from './attachments';
import { useZoom } from './use-zoom';

/** The photos of a message, and the index of the one that is shown large. */
export interface Viewed {
  photos: readonly Photo[];
  at: number;
}

interface Props {
  /** Null while it is closed. */
  viewed: Viewed | null;
  onClose: () => void;
}

/** The part of the picture by which an arrow key moves it. */
const PAN = 0.15;

/** Shows the photos of a message large, one at a time. */
export function Viewer({ viewed, onClose }: Props) {
  const t = useTranslations('attachments.viewer');
  const keys = useRef<(event: KeyboardEvent) => void>(() => {});
  return (
    <FullScreen
      open={viewed !== null}
      onClose={onClose}
      label={t('title')}
      onKeyDown={(event) => keys.current(event)}
    >
      {viewed && <Stage {...viewed} keys={keys} onClose={onClose} />}
    </FullScreen>
  );
}

interface StageProps extends Viewed {
  /** Is given what the keys do. */
  keys: { current: (event: KeyboardEvent) => void };
  onClose: () => void;
}

function Stage({ photos, at: first, keys, onClose }: StageProps) {
  const t = useTranslations('attachments');
  const v = useTranslations('attachments.viewer');
  const [at, setAt] = useState(first);
  const box = useRef<HTMLDivElement>(null);
  const photo = photos[at] as Photo;
  const zoom = useZoom(box, { onSwipe: step, onClose });
  const { scale, x, y } = zoom.zoom;

  function go(by: 1 | -1) {
    if (!photos[at + by]) return;
    zoom.whole();
    setAt(at + by);
  }

  /** Shows the photo to the right (1) or to the left (-1). */
  function step(side: 1 | -1) {
    const rightToLeft = document.documentElement.dir === 'rtl';
    go((rightToLeft ? -side : side) as 1 | -1);
  }

  keys.current = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const side = { ArrowRight: 1 as const, ArrowLeft: -1 as const }[event.key];
    const height = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (side && scale === 1) step(side);
    else if (side) zoom.pan(-side * PAN, 0);
    else if (height) zoom.pan(0, -height * PAN);
    else if (event.key === '+' || event.key === '=') zoom.larger();
    else if (event.key === '-') zoom.smaller();
    else if (event.key === '0') zoom.whole();
    else return;
    event.preventDefault();
  };

  return (
    <div className="flex h-full flex-col">
      <div className="flex flex-none items-center gap-1 p-2 pt-[max(0.5rem,env(safe-area-inset-top))]">
        <button
          type="button"
          className="icon-button"
          aria-label={v('close')}
          title={v('close')}
          onClick={onClose}
        >
          <CloseIcon />
        </button>
        <p role="status" className="min-w-0 flex-1 truncate px-1 text-sm">
          {photos.length > 1 && v('position', { number: at + 1, count: photos.length })}
        </p>
        <button
          type="button"
          className="icon-button"
          aria-label={v('smaller')}
          title={v('smaller')}
          disabled={scale === 1}
          onClick={zoom.smaller}
        >
          <ZoomOutIcon />
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label={v('larger')}
          title={v('larger')}
          onClick={zoom.larger}
        >
          <ZoomInIcon />
        </button>
        <a
          href={attachmentPath(photo.id, 'file')}
          download
          className="icon-button"
          aria-label={t('download')}
          title={t('download')}
        >
          <DownloadIcon />
        </a>
      </div>
      <div className="relative min-h-0 flex-1">
        <div
          ref={box}
          className={`size-full touch-none select-none overflow-hidden ${scale > 1 ? 'cursor-grab' : ''}`}
          {...zoom.handlers}
        >
          <LargePhoto key={photo.id} photo={photo} transform={`translate(${x}px, ${y}px) scale(${scale})`} />
        </div>
        {photos[at - 1] && (
          <button
            type="button"
            className="icon-button viewer-step inset-s-2"
            aria-label={v('previous')}
            title={v('previous')}
            onClick={() => go(-1)}
          >
            <BackIcon />
          </button>
        )}
        {photos[at + 1] && (
          <button
            type="button"
            className="icon-button viewer-step inset-e-2"
            aria-label={v('next')}
            title={v('next')}
            onClick={() => go(1)}
          >
            <ForwardIcon />
          </button>
        )}
      </div>
      {photo.description && (
        <p
          dir="auto"
          className="mx-auto max-h-28 w-full max-w-[45rem] flex-none overflow-y-auto px-4 pt-2 pb-[max(0.75rem,env(safe-area-inset-bottom))] text-center"
        >
          {photo.description}
        </p>
      )}
    </div>
  );
}

/** Shows the small size of a photo until the large one is loaded. */
function LargePhoto({ photo, transform }: { photo: Photo; transform: string }) {
  const t = useTranslations('attachments');
  const { storage } = useClient();
  const [shown, setShown] = useState<'loading' | 'large' | 'failed'>('loading');
  const pictures = picturesOf(storage);
  const small = useSyncExternalStore(
    pictures.subscribe,
    () => pictures.of(photo.id),
    () => null,
  );
  return (
    <div className="relative size-full" style={{ transform }}>
      {small && small !== GONE && shown !== 'large' && (
        // biome-ignore lint/performance/noImgElement: it is in this browser
        <img src={small} alt="" className="viewer-photo" draggable={false} />
      )}
      {/* biome-ignore lint/performance/noImgElement: the server sends it in the right size */}
      <img
        src={attachmentPath(photo.id, 'large')}
        alt={photo.description ?? t('photo', { count: 1 })}
        className={`viewer-photo ${shown === 'large' ? '' : 'opacity-0'}`}
        draggable={false}
        onLoad={() => setShown('large')}
        onError={() => setShown('failed')}
      />
      {shown === 'failed' && (!small || small === GONE) && (
        <p role="status" className="absolute inset-0 flex items-center justify-center text-sm">
          {t('gone')}
        </p>
      )}
    </div>
  );
}
