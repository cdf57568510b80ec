import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { getApp } from '@/server/app';
import { currentUser } from '../current-user';
import { ForgetStored } from '../sign-in/forget-stored';
import { returnPath } from '../sign-in/problem';
import { SignedOutFrame } from '../ui/signed-out-frame';
import { RegisterForm } from './register-form';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('register'))('title') };
}

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Shows the form that creates a local account, where the settings allow local accounts. */
export default async function RegisterPage({ searchParams }: Props) {
  const { config, publicUrl } = getApp();
  if (!config.localAccounts) notFound();
  const after = returnPath((await searchParams).callbackUrl, publicUrl);
  if (await currentUser()) redirect(after);
  const t = await getTranslations('register');
  return (
    <SignedOutFrame>
      <ForgetStored />
      <section aria-labelledby="register" className="card flex flex-col gap-4 p-5">
        <h2 id="register" className="font-display text-title">
          {t('title')}
        </h2>
        <RegisterForm after={after} />
        <p className="text-sm text-soft">
          {t('already')}{' '}
          <a href={`/sign-in?callbackUrl=${encodeURIComponent(after)}`} className="link">
            {t('signIn')}
          </a>
        </p>
      </section>
    </SignedOutFrame>
  );
}
