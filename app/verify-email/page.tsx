import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { getApp } from '@/server/app';
import { SignedOutFrame } from '../ui/signed-out-frame';
import { VerifyForm } from './verify-form';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('verifyEmail'))('title') };
}

/** Shows the button to which the link in a mail leads. The code is after the `#` of the URL. */
export default async function VerifyEmailPage() {
  if (!getApp().config.localAccounts) notFound();
  const t = await getTranslations('verifyEmail');
  return (
    <SignedOutFrame>
      <section aria-labelledby="verify" className="card flex flex-col gap-4 p-5">
        <h2 id="verify" className="font-semibold text-xl">
          {t('title')}
        </h2>
        <VerifyForm />
        <a href="/profile" className="link text-sm">
          {t('profile')}
        </a>
      </section>
    </SignedOutFrame>
  );
}
