import { redirect } from 'next/navigation';
import { shareUrl } from '@/clients/worker/share-url';

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Opens the main page with what another app shares. The service worker does the same, without the server. */
export default async function SharePage({ searchParams }: Props) {
  const shared = Object.entries(await searchParams).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value]] : [],
  );
  redirect(shareUrl(new URLSearchParams(shared)));
}
