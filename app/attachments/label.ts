'use client';

import { useTranslations } from 'next-intl';

/** What a label needs to know of attachments: of those sent, or of files that are not sent yet. */
type Labelled = readonly { kind?: 'photo' | 'file'; photo?: unknown }[] | undefined;

const isPhoto = ({ kind, photo }: NonNullable<Labelled>[number]) => kind === 'photo' || photo !== undefined;

/** Returns the function that names the attachments of a message, as in `Photo` or `3 files`; empty without any. */
export function useAttachmentLabel(): (attachments: Labelled) => string {
  const t = useTranslations('attachments');
  return (attachments) => {
    const [first] = attachments ?? [];
    if (!attachments || !first) return '';
    return t(attachments.every(isPhoto) ? 'photo' : isPhoto(first) ? 'both' : 'file', {
      count: attachments.length,
    });
  };
}
