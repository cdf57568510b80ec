import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { getApp } from '@/server/app';
import { SignedOutFrame } from '../ui/signed-out-frame';
import { ResetForm } from './reset-form';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('forgotten'))('reset') };
}

/** Shows the form to which the link in a mail leads. The code is after the `#` of the URL. */
export default async function ResetPasswordPage() {
  if (!getApp().config.localAccounts) notFound();
  const t = await getTranslations('forgotten');
  return (
    <SignedOutFrame>
      <section aria-labelledby="reset" className="card flex flex-col gap-4 p-5">
        <h2 id="reset" className="font-display text-title">
          {t('reset')}
        </h2>
        <ResetForm />
        <a href="/sign-in" className="link text-sm">
          {t('signIn')}
        </a>
      </section>
    </SignedOutFrame>
  );
}
