import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { getApp } from '@/server/app';
import { DateTime } from '../ui/date-time';
import { PageFrame } from '../ui/page-frame';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('mails'))('title') };
}

/** Shows the e-mails of a demonstration, which sends none. Only people at this machine reach it. */
export default async function MailsPage() {
  const { mailbox, publicUrl } = getApp();
  if (!mailbox) notFound();
  const t = await getTranslations('mails');
  const mails = mailbox.mails();
  return (
    <PageFrame title={t('title')}>
      <p className="mb-4 max-w-prose text-soft">{t('text')}</p>
      {mails.length === 0 && <p>{t('none')}</p>}
      <ol className="grid gap-4">
        {mails.map(({ id, subject, text, to, at }) => (
          <li key={id} className="card p-4">
            <h2 className="font-semibold">{subject}</h2>
            <p className="break-all text-soft text-sm">
              {to.join(', ')} · <DateTime at={at} />
            </p>
            <p className="mt-3 whitespace-pre-line break-words">
              {text.split('\n').map((line, n) =>
                line.startsWith(publicUrl) ? (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a mail do not change
                  <a key={n} href={line} className="link break-all">
                    {line}
                  </a>
                ) : (
                  `${line}\n`
                ),
              )}
            </p>
          </li>
        ))}
      </ol>
    </PageFrame>
  );
}
