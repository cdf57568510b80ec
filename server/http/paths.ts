import { posix } from 'node:path';

/**
 * The internal prefix of the legacy routes: Next serves every route from `app/api`, and `/API` and `/api` would be
 * one folder on some file systems.
 */
const INTERNAL = '/api/legacy/';
/** A path without a route, so that the answer is 404. */
const MISSING = '/api/missing';

/**
 * Returns the URL for Next: maps `/API/...` (the legacy routes, in capitals) to the internal prefix, which clients
 * cannot request themselves. Keeps the query; leaves other paths as they are.
 */
export function mapLegacyPath(url: string): string {
  if (!isRestPath(url)) return url;
  const [path, query] = split(url);
  if (isCrooked(path) || isInside(decoded(path).toLowerCase(), INTERNAL)) return MISSING;
  if (path.startsWith('/API/')) return INTERNAL + path.slice('/API/'.length) + query;
  return path.startsWith('/api/') ? url : MISSING;
}

/** Returns the legacy path for a path that `mapLegacyPath` has mapped; any other path as it is. */
export function legacyPath(path: string): string {
  return path.startsWith(INTERNAL) ? `/API/${path.slice(INTERNAL.length)}` : path;
}

/**
 * Returns whether a path has empty or dot segments, backslashes, or a slash at the end: Next would normalise the path
 * or redirect to the internal prefix.
 */
function isCrooked(path: string): boolean {
  return /\/$|\/\/|\\|\/(\.|%2e){1,2}(\/|$)/i.test(path);
}

/**
 * Returns whether a URL (path and query) belongs to the REST API, legacy or not, in any spelling: Next
 * normalises paths, so it finds a route by `/x/../api/...` as well.
 */
export function isRestPath(url: string): boolean {
  const [path] = split(url);
  return /^\/api(\/|$)/i.test(posix.normalize(decoded(path).replaceAll('\\', '/')));
}

/**
 * Returns whether a URL is a path that can be decoded, without NUL and without invalid UTF-8, which only attacks
 * contain. Forms that only proxies accept (a whole URL, `*`) are not readable.
 */
export function isReadable(url: string): boolean {
  const [path] = split(url);
  try {
    return path.startsWith('/') && !decodeURIComponent(path).includes('\0');
  } catch {
    return false; // malformed percent-encoding
  }
}

function isInside(path: string, prefix: string): boolean {
  return path.startsWith(prefix) || `${path}/` === prefix;
}

function split(url: string): [path: string, query: string] {
  const at = url.search(/[?#]/);
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at)];
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // such a path is refused as unreadable elsewhere
  }
}
