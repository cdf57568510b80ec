'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { UnsentFile } from '@/clients/state/outgoing';
import { MAX_ATTACHMENTS } from '@/protocol/attachments';
import { CloseIcon } from '../ui/icons';
import { CheckIcon, FileIcon } from '../ui/later-icons';
import { DescribeDialog } from './describe-dialog';
import { FileName } from './file-card';
import { useBytes } from './use-bytes';
import type { ChosenFilesOfView } from './use-chosen-files';
import { useFileUrl } from './use-file-url';

interface Props {
  chosen: ChosenFilesOfView;
  maxBytes: number;
}

/** Shows the photos and files chosen for the message above its field, and why others were not taken. */
export function ChosenStrip({ chosen, maxBytes }: Props) {
  const t = useTranslations('attachments');
  const bytes = useBytes();
  const [described, setDescribed] = useState<UnsentFile | null>(null);
  const { files, preparing, problems } = chosen;
  return (
    <>
      <div role="alert" className="pb-2 text-bad text-sm empty:hidden">
        {problems.map(({ name, problem }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two files may have one name
          <p key={at}>
            <bdi className="wrap-anywhere font-semibold">{name}</bdi>
            {': '}
            {t(`problems.${problem}`, { size: bytes(maxBytes), count: MAX_ATTACHMENTS })}
          </p>
        ))}
      </div>
      {files.length + preparing > 0 && (
        <ul aria-label={t('chosen')} className="-mx-1 flex gap-2 overflow-x-auto px-1 pt-1 pb-2">
          {files.map((file) => (
            <li key={file.key} className="relative flex-none">
              {file.photo ? (
                <PhotoTile file={file} onDescribe={() => setDescribed(file)} />
              ) : (
                <FileTile file={file} />
              )}
              <button
                type="button"
                aria-label={t('remove', { name: file.description ?? nameOf(file, t('photo', { count: 1 })) })}
                title={t('removeShort')}
                className="absolute inset-e-0 top-0 flex size-11 items-start justify-end p-1"
                onClick={() => chosen.remove(file.key)}
              >
                <span className="flex size-6 items-center justify-center rounded-full bg-ink/85 text-card">
                  <CloseIcon size={15} />
                </span>
              </button>
            </li>
          ))}
          {Array.from({ length: preparing }, (_, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
            <li key={at} className="skeleton size-24 flex-none">
              <span className="sr-only">{t('preparing')}</span>
            </li>
          ))}
        </ul>
      )}
      <DescribeDialog file={described} onClose={() => setDescribed(null)} onDescribe={chosen.describe} />
    </>
  );
}

const nameOf = ({ photo, name }: UnsentFile, ofPhoto: string) => (photo ? ofPhoto : name);

function PhotoTile({ file, onDescribe }: { file: UnsentFile; onDescribe: () => void }) {
  const t = useTranslations('attachments');
  const url = useFileUrl(file.key);
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-label={t(file.description ? 'changeDescription' : 'describe')}
      title={file.description ?? t('describe')}
      className="relative block size-24 overflow-hidden rounded-control bg-sunk"
      onClick={onDescribe}
    >
      {/* biome-ignore lint/performance/noImgElement: it is in this browser */}
      {url && <img src={url} alt="" className="size-full object-cover" />}
      <span className="absolute inset-x-0 bottom-0 flex items-center justify-center gap-1 truncate bg-black/65 px-1 py-0.5 text-tiny text-white">
        {file.description ? <CheckIcon size={12} /> : null}
        <span className="truncate">{t('descriptionShort')}</span>
      </span>
    </button>
  );
}

function FileTile({ file }: { file: UnsentFile }) {
  const bytes = useBytes();
  return (
    <div className="flex h-24 w-56 items-center gap-3 rounded-control bg-sunk py-2 ps-3 pe-9">
      <span className="text-accent">
        <FileIcon size={26} />
      </span>
      <div className="min-w-0 text-sm">
        <FileName name={file.name} />
        <p className="text-soft text-xs">{bytes(file.bytes)}</p>
      </div>
    </div>
  );
}
