import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { COMPRESSED } from '@/bin/compress.mjs';
import { pathOf } from './paths';
import { accepts } from './respond';

/** The scripts and styles of a build, whose names change with their contents. */
const SCRIPT = /^\/_next(\/static\/[\w~-]+(?:\/[\w~-]+)*\.(js|css))$/;
const TYPES = { js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8' };

/**
 * Answers a request for a script or style of the build in `folder` with the copy that was compressed with Brotli, a
 * seventh smaller than gzip's and without compressing it again. Returns false when the client does not accept Brotli,
 * or when there is no such copy.
 */
export async function handleCompressedScript(
  folder: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const [, file = '', ending] = SCRIPT.exec(pathOf(request.url ?? '/')) ?? [];
  if (!ending || (request.method !== 'GET' && request.method !== 'HEAD') || !accepts(request, 'br'))
    return false;
  const bytes = await readFile(path.join(folder, file + COMPRESSED)).catch(() => null);
  if (!bytes) return false;
  response.writeHead(200, {
    'Content-Type': TYPES[ending as keyof typeof TYPES],
    'Content-Encoding': 'br',
    'Content-Length': bytes.length,
    'Cache-Control': 'public, max-age=31536000, immutable',
    Vary: 'Accept-Encoding',
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
  return true;
}
