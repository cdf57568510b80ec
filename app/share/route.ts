import { shareUrl } from '@/clients/worker/share-url';

const redirectTo = (url: string, status: 303 | 307) =>
  new Response(null, { status, headers: { Location: url } });

/** Opens the main page with what another app shares. The service worker does the same, without the server. */
export function GET(request: Request): Response {
  return redirectTo(shareUrl(new URL(request.url).searchParams), 307);
}

/** The same of an app that shares files: without the worker, nobody keeps them until the user has chosen a conversation. */
export function POST(): Response {
  return redirectTo('/', 303);
}
