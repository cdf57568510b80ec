'use client';

import { useTranslations } from 'next-intl';
import { type ChangeEvent, useRef, useState } from 'react';
import { AttachIcon, CameraIcon, FileIcon, PhotoIcon } from '../ui/later-icons';
import { Menu, MenuItem } from '../ui/menu';

/**
 * Shows the button that chooses photos and files. On a phone it first asks from where, since the system shows photos and
 * files, and the camera, in different ways.
 */
export function AttachButton({ onFiles }: { onFiles: (files: readonly File[]) => void }) {
  const t = useTranslations('attachments');
  const [anchor, setAnchor] = useState<DOMRect | null>(null);
  const input = useRef<HTMLInputElement>(null);

  function choose(from: 'anywhere' | 'photos' | 'camera') {
    const field = input.current;
    if (!field) return;
    field.accept = from === 'anywhere' ? '' : 'image/*';
    field.multiple = from !== 'camera';
    if (from === 'camera') field.setAttribute('capture', 'environment');
    else field.removeAttribute('capture');
    field.click();
  }

  function chosen({ target }: ChangeEvent<HTMLInputElement>) {
    const files = [...(target.files ?? [])];
    // The same file can be chosen again.
    target.value = '';
    if (files.length > 0) onFiles(files);
  }

  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        aria-label={t('add')}
        className="hidden"
        tabIndex={-1}
        onChange={chosen}
      />
      <button
        type="button"
        aria-label={t('add')}
        title={t('add')}
        className="icon-button -ms-2 -me-1.5"
        onClick={(event) => {
          if (matchMedia('(pointer: coarse)').matches) setAnchor(event.currentTarget.getBoundingClientRect());
          else choose('anywhere');
        }}
      >
        <AttachIcon />
      </button>
      <Menu anchor={anchor} label={t('add')} onClose={() => setAnchor(null)}>
        <MenuItem icon={<PhotoIcon />} onClick={() => choose('photos')}>
          {t('fromPhotos')}
        </MenuItem>
        <MenuItem icon={<CameraIcon />} onClick={() => choose('camera')}>
          {t('fromCamera')}
        </MenuItem>
        <MenuItem icon={<FileIcon />} onClick={() => choose('anywhere')}>
          {t('fromFiles')}
        </MenuItem>
      </Menu>
    </>
  );
}
