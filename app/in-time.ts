import { isQuadError } from '@/protocol/errors';
import type { App } from '@/server/app';

/** Milliseconds that a page waits for a part that it can be shown without. */
const WAIT_MS = 1_000;

/**
 * Returns what `read` resolves with, or null when it fails or takes too long: the page is then shown without it. Logs
 * unexpected errors.
 */
export async function inTime<T>(log: Pick<App['log'], 'error'>, read: () => Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, WAIT_MS, null);
  });
  const done = Promise.resolve()
    .then(read)
    .catch((error: unknown) => {
      if (!isQuadError(error)) log.error({ err: error }, 'a part of a page failed');
      return null;
    });
  return Promise.race([done, late]).finally(() => clearTimeout(timer));
}
