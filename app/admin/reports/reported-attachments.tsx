import { getTranslations } from 'next-intl/server';
import { attachmentPath } from '@/protocol/attachments';
import type { WireAttachment } from '@/protocol/messages';

/** Shows the photos and files of a reported message, which administrators may read while the report exists. */
export async function ReportedAttachments({ attachments }: { attachments: readonly WireAttachment[] }) {
  const t = await getTranslations('attachments');
  return (
    <ul className="flex flex-wrap gap-2 pb-1">
      {attachments.map((each) => (
        <li key={each.id} className="max-w-full">
          {each.kind === 'photo' ? (
            <a
              href={attachmentPath(each.id, 'large')}
              target="_blank"
              rel="noreferrer"
              className="block overflow-hidden rounded-control bg-sunk"
            >
              {/* biome-ignore lint/performance/noImgElement: the server sends it in the right size */}
              <img
                src={attachmentPath(each.id, 'small')}
                alt={each.description ?? t('photo', { count: 1 })}
                width={each.width}
                height={each.height}
                loading="lazy"
                className="h-48 w-auto max-w-full object-contain"
                style={{ backgroundColor: each.color }}
              />
            </a>
          ) : (
            <a href={attachmentPath(each.id, 'file')} download={each.name} className="button max-w-full">
              <span className="truncate">{each.name}</span>
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}
