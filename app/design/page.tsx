import { notFound } from 'next/navigation';
import { Gallery } from './gallery';

/** Shows every component in every state, in development only. */
export default function Page() {
  // biome-ignore lint/style/noProcessEnv: the build replaces it, so that a production build has an empty page
  if (process.env.NODE_ENV === 'production') notFound();
  return <Gallery />;
}
