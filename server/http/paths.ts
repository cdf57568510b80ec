import { posix } from 'node:path';

/** The prefixes of the routes: ours and the legacy ones, in exactly these cases. */
const PREFIXES = ['/api/', '/API/'];
/** The routes of next-auth, which Next serves. */
const AUTH_PREFIX = '/api/auth/';

/**
 * Returns the decoded segments of a URL's path, the first being `api` or `API`; null for a path that no route has:
 * another prefix, empty or dot segments, a backslash, or a slash at the end.
 */
export function segmentsOf(url: string): string[] | null {
  const path = pathOf(url);
  if (!PREFIXES.some((prefix) => path.startsWith(prefix)) || isCrooked(path)) return null;
  return path.slice(1).split('/').map(decoded);
}

/** Returns whether a URL belongs to next-auth. */
export function isAuthPath(url: string): boolean {
  return url.startsWith(AUTH_PREFIX) && !isCrooked(pathOf(url));
}

/**
 * Returns whether a URL (path and query) belongs to the REST API, in any spelling. Next would
 * normalise the path, and redirect or answer a page.
 */
export function isRestPath(url: string): boolean {
  return /^\/api(\/|$)/i.test(posix.normalize(decoded(pathOf(url)).replaceAll('\\', '/')));
}

/**
 * Returns whether a URL is a path that can be decoded, without NUL and without invalid UTF-8, which only attacks
 * contain. Forms that only proxies accept (a whole URL, `*`) are not readable.
 */
export function isReadable(url: string): boolean {
  const path = pathOf(url);
  try {
    return path.startsWith('/') && !decodeURIComponent(path).includes('\0');
  } catch {
    return false; // malformed percent-encoding
  }
}

/** Returns the path of a URL, without the query. */
export function pathOf(url: string): string {
  const at = url.search(/[?#]/);
  return at < 0 ? url : url.slice(0, at);
}

/** Returns whether a path has empty or dot segments, backslashes, or a slash at the end. */
function isCrooked(path: string): boolean {
  return /\/$|\/\/|\\|\/(\.|%2e){1,2}(\/|$)/i.test(path);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // such a path is refused as unreadable elsewhere
  }
}
