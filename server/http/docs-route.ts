import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { fail } from '@/protocol/errors';
import { createDocsSite, type DocsSite } from '@/server/docs/site';
import { STYLE_HASH } from '@/server/docs/style';
import type { HttpContext } from './context';
import { pathOf } from './paths';
import { answerError, Reply, send, tagged } from './respond';

const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-cache',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
};

/** The sites by public URL: a process has one node, and a process of the tests several. */
const sites = new Map<string, DocsSite>();

/** Answers the documents under `/docs`, which everybody may read. Returns false for any other path. */
export async function handleDocs(
  { publicUrl, version }: Pick<HttpContext, 'publicUrl' | 'version'>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const asked = pathOf(request.url ?? '/');
  if (asked !== '/docs' && !asked.startsWith('/docs/')) return false;
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    answerError(request, response, fail('method_not_allowed', 'The documents are only read.'), {
      Allow: 'GET, HEAD',
    });
    return true;
  }
  let site = sites.get(publicUrl);
  if (!site) {
    site = createDocsSite(path.resolve('docs'), { url: publicUrl, version });
    sites.set(publicUrl, site);
  }
  const html = site.page(asked.length > 5 ? asked.replace(/\/$/, '') : '/docs');
  // The pages of the app say that there is no such page.
  if (html === null) return false;
  await send(request, response, tagged(new Reply(200, HEADERS, html), request.headers['if-none-match']));
  return true;
}
