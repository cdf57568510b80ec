import type { MetadataRoute } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';

/** Returns the manifest of the installed app, in the language that the browser asks for. */
export default async function manifest(): Promise<MetadataRoute.Manifest> {
  const t = await getTranslations('install');
  const c = await getTranslations('common');
  const icon = (name: string, size: number, purpose: 'any' | 'maskable') => ({
    src: `/icons/${name}-${size}.png`,
    sizes: `${size}x${size}`,
    type: 'image/png',
    purpose,
  });
  const icons = [{ src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png' }];
  return {
    // The identity of the app: never change it, or it installs as another one.
    id: '/',
    name: 'Quad',
    short_name: 'Quad',
    description: c('description'),
    lang: await getLocale(),
    start_url: '/',
    scope: '/',
    display: 'standalone',
    background_color: '#f5efe4',
    theme_color: '#f5efe4',
    categories: ['social', 'education'],
    icons: [
      icon('icon', 192, 'any'),
      icon('icon', 512, 'any'),
      icon('maskable', 192, 'maskable'),
      icon('maskable', 512, 'maskable'),
    ],
    shortcuts: [
      { name: t('nearby'), url: '/?c=nearby', icons },
      { name: t('building'), url: '/?c=building', icons },
      { name: t('message'), url: '/#new', icons },
    ],
    screenshots: [
      {
        src: '/screenshots/phone.webp',
        sizes: '780x1688',
        type: 'image/webp',
        form_factor: 'narrow',
        label: t('screenshot'),
      },
      {
        src: '/screenshots/desk.webp',
        sizes: '1440x900',
        type: 'image/webp',
        form_factor: 'wide',
        label: t('screenshot'),
      },
    ],
    share_target: {
      action: '/share',
      method: 'POST',
      enctype: 'multipart/form-data',
      params: {
        title: 'title',
        text: 'text',
        url: 'url',
        files: [{ name: 'files', accept: ['image/*', 'application/*', 'text/*', 'audio/*', '*/*'] }],
      },
    },
  };
}
