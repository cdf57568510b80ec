import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import { NextIntlClientProvider } from 'next-intl';
import { getLocale, getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { getApp } from '@/server/app';
import './globals.css';
import { LanguagesProvider } from './i18n/languages';
import { directionOf } from './i18n/locale';
import { displayFont } from './ui/display-font';
import { noteEarlyInput } from './ui/early-input';
import { EarlyReplay } from './ui/early-replay';
import { parseTheme, THEME_COOKIE } from './ui/theme';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('common');
  return {
    title: { default: 'Quad', template: '%s · Quad' },
    description: t('description'),
    appleWebApp: { capable: true, title: 'Quad', statusBarStyle: 'default' },
    // Phones would turn numbers and addresses in names and titles into links.
    formatDetection: { telephone: false, date: false, address: false, email: false, url: false },
  };
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  // The composer stays above the phone's keyboard.
  interactiveWidget: 'resizes-content',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f5efe4' },
    { media: '(prefers-color-scheme: dark)', color: '#121517' },
  ],
};

/** Shows the document around every page, in the chosen language and theme. */
export default async function Layout({ children }: { children: ReactNode }) {
  const t = await getTranslations('common');
  const locale = await getLocale();
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <html
      lang={locale}
      dir={directionOf(locale)}
      className={displayFont.variable}
      {...(theme !== 'system' && { 'data-theme': theme })}
    >
      <body className="flex min-h-dvh flex-col font-sans antialiased">
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: the source of a function of this project, no user's text */}
        <script dangerouslySetInnerHTML={{ __html: `(${noteEarlyInput})()` }} />
        {getApp().config.demonstration && (
          <aside
            aria-label={t('notice')}
            className="flex-none bg-warn px-4 py-1 text-center text-warn-ink text-xs"
          >
            <p role="note">{t('demonstration')}</p>
          </aside>
        )}
        <NextIntlClientProvider>
          <LanguagesProvider languages={getApp().config.languages}>{children}</LanguagesProvider>
        </NextIntlClientProvider>
        <EarlyReplay />
      </body>
    </html>
  );
}
