import { shareUrl } from '@/clients/worker/share-url';

const redirectTo = (url: string, status: 303 | 307) =>
  new Response(null, { status, headers: { Location: url } });

/** Opens the main page with what another app shares. The service worker does the same, without the server. */
export function GET(request: Request): Response {
  return redirectTo(shareUrl(new URL(request.url).searchParams), 307);
}

/** The maximum size of a form whose text is read, in bytes. */
const MAX_FORM_BYTES = 64 * 1024;

/**
 * The same of an app that shares files, without its files: without the worker, nobody keeps them until the user has
 * chosen a conversation.
 */
export async function POST(request: Request): Promise<Response> {
  const texts = new URLSearchParams();
  // Without a length: false.
  if (Number(request.headers.get('content-length') ?? Number.NaN) <= MAX_FORM_BYTES) {
    const form = await request.formData().catch(() => new FormData());
    for (const [name, value] of form) if (typeof value === 'string') texts.append(name, value);
  }
  return redirectTo(texts.size > 0 ? shareUrl(texts) : '/', 303);
}
