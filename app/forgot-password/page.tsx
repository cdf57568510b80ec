import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { getApp } from '@/server/app';
import { SignedOutFrame } from '../ui/signed-out-frame';
import { ForgotForm } from './forgot-form';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('forgotten'))('title') };
}

/** Shows the form that mails a link to the owner of a local account, where the settings allow local accounts. */
export default async function ForgotPasswordPage() {
  const { config, mailServer, mailbox } = getApp();
  if (!config.localAccounts) notFound();
  const t = await getTranslations('forgotten');
  return (
    <SignedOutFrame>
      <section aria-labelledby="forgot" className="card flex flex-col gap-4 p-5">
        <h2 id="forgot" className="font-display text-title">
          {t('title')}
        </h2>
        {mailServer ? (
          <>
            <p className="text-soft text-sm">{t('text')}</p>
            <ForgotForm demonstration={mailbox !== null} />
          </>
        ) : (
          <p>{t('none')}</p>
        )}
        <a href="/sign-in" className="link text-sm">
          {t('signIn')}
        </a>
      </section>
    </SignedOutFrame>
  );
}
