import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { Logo } from './logo';
import { LanguageSwitch } from './preferences';

interface Props {
  title: string;
  /** Whether to show the language switch at the top. */
  language?: boolean;
  children: ReactNode;
}

/** Shows the frame of the pages other than the main one: a link back, a heading, the content. */
export async function PageFrame({ title, language = true, children }: Props) {
  const t = await getTranslations('common');
  return (
    <div className="mx-auto w-full max-w-4xl px-4 pb-16 sm:px-6">
      <header className="flex items-center gap-3 py-3">
        {/* Loads the page, which the router would give as it was. */}
        <a href="/" className="flex min-h-11 items-center gap-2.5 rounded-lg pe-2 font-medium text-accent">
          <Logo />
          {t('back')}
        </a>
        {language && (
          <div className="ms-auto">
            <LanguageSwitch />
          </div>
        )}
      </header>
      <main>
        <h1 className="mt-2 mb-4 text-place">{title}</h1>
        {children}
      </main>
    </div>
  );
}
