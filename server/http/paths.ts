import { posix } from 'node:path';

/** Where the original's routes live on disk: `/API` and `/api` are one folder on some file systems. */
const ON_DISK = '/api/original/';
/** A path that no route has: what is asked there does not exist. */
const MISSING = '/api/missing';

/**
 * The URL that Next gets for the one that was asked: `/API/...` (in capitals, as in the original) becomes the
 * folder on disk, which cannot be asked for by its own name. The query is kept; what is no REST path stays.
 */
export function mapOriginalPath(url: string): string {
  if (!isRestPath(url)) return url;
  const [path, query] = split(url);
  if (isCrooked(path) || isInside(decoded(path).toLowerCase(), ON_DISK)) return MISSING;
  if (path.startsWith('/API/')) return ON_DISK + path.slice('/API/'.length) + query;
  return path.startsWith('/api/') ? url : MISSING;
}

/** The path of the original that `mapOriginalPath` has mapped; any other path as it is. */
export function originalPath(path: string): string {
  return path.startsWith(ON_DISK) ? `/API/${path.slice(ON_DISK.length)}` : path;
}

/** Empty and dot segments, back slashes, a slash at the end: Next would straighten or redirect them to the folder on disk. */
function isCrooked(path: string): boolean {
  return /\/$|\/\/|\\|\/(\.|%2e){1,2}(\/|$)/i.test(path);
}

/**
 * Whether a URL (path and query) is one of the REST surface, ours or the original's, however it is spelled: Next
 * straightens what it is given, and so finds a route by `/x/../api/...` as well.
 */
export function isRestPath(url: string): boolean {
  const [path] = split(url);
  return /^\/api(\/|$)/i.test(posix.normalize(decoded(path).replaceAll('\\', '/')));
}

/**
 * Whether it is a path, can be decoded and says nothing that only an attack would: NUL, or a lone byte of UTF-8.
 * What is asked of proxies (a whole address, `*`) is nothing here.
 */
export function isReadable(url: string): boolean {
  const [path] = split(url);
  try {
    return path.startsWith('/') && !decodeURIComponent(path).includes('\0');
  } catch {
    return false; // malformed percent-encoding
  }
}

function isInside(path: string, folder: string): boolean {
  return path.startsWith(folder) || `${path}/` === folder;
}

function split(url: string): [path: string, query: string] {
  const at = url.search(/[?#]/);
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at)];
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // refused elsewhere, as unreadable
  }
}
