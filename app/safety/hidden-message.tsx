'use client';

import { useTranslations } from 'next-intl';

/** Replaces a message of a blocked user; a button shows the message. */
export function HiddenMessage({ seq, onShow }: { seq: number; onShow: () => void }) {
  const t = useTranslations('safety');
  return (
    <article
      aria-label={t('folded')}
      data-seq={seq}
      tabIndex={-1}
      className="flex max-w-full flex-wrap items-center gap-x-1 px-3 pt-1.5 text-soft text-sm italic sm:px-5"
    >
      <span>{t('folded')}</span>
      <button type="button" className="button button-quiet min-h-8 px-2 text-sm not-italic" onClick={onShow}>
        {t('show')}
      </button>
    </article>
  );
}
