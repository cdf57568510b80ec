import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { requireUser } from '../current-user';
import { PageFrame } from '../ui/page-frame';
import { DeviceForm } from './device-form';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('device'))('title') };
}

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Shows where the user confirms the sign-in of a program, by the code that the program shows. */
export default async function DevicePage({ searchParams }: Props) {
  const { code: given } = await searchParams;
  const code = typeof given === 'string' ? given.slice(0, 32) : '';
  const actor = await requireUser(code ? `/device?code=${encodeURIComponent(code)}` : '/device');
  const t = await getTranslations('device');
  return (
    <PageFrame title={t('title')}>
      <p className="mb-5 max-w-prose text-soft">{t('text', { name: actor.name })}</p>
      <DeviceForm code={code} />
    </PageFrame>
  );
}
