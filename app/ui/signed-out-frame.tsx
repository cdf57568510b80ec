import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { Logo } from './logo';
import { LanguageSwitch } from './preferences';

/** Shows the frame of pages for people who are not signed in. */
export async function SignedOutFrame({ children }: { children: ReactNode }) {
  const t = await getTranslations('signIn');
  return (
    <main className="mx-auto flex w-full max-w-md flex-1 flex-col justify-center gap-6 px-5 py-10">
      <div className="flex flex-col items-start gap-4">
        <Logo size={52} />
        <div>
          <h1 className="font-semibold text-3xl tracking-tight">Quad</h1>
          <p className="mt-1 text-lg text-soft">{t('tagline')}</p>
        </div>
      </div>
      {children}
      <div className="-ms-4">
        <LanguageSwitch />
      </div>
    </main>
  );
}
