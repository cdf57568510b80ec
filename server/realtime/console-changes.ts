/** Milliseconds between two events for officers: each makes their pages read the console. */
const INTERVAL_MS = 500;

/**
 * Returns a function that passes users to `tell`: at once if nothing was passed for 500 ms, otherwise together with those
 * of the meantime.
 */
export function createConsoleChanges(
  tell: (userIds: ReadonlySet<string>) => void,
): (userIds: ReadonlySet<string>) => void {
  const waiting = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  const flush = () => {
    timer = null;
    if (waiting.size === 0) return;
    timer = setTimeout(flush, INTERVAL_MS).unref();
    const userIds = new Set(waiting);
    waiting.clear();
    tell(userIds);
  };
  return (userIds) => {
    for (const userId of userIds) waiting.add(userId);
    if (!timer) flush();
  };
}
