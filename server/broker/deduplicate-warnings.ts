import type { BrokerLog } from './broker';

const REPEAT_AFTER_MS = 600_000;

/**
 * Returns a log that writes the same warning at most once in ten minutes, with the number of occurrences (`times`). Two
 * warnings are the same if message and reason are the same, whatever their channel, queue or session.
 */
export function deduplicateWarnings(log: BrokerLog, now: () => number = Date.now): BrokerLog {
  const logged = new Map<string, { at: number; suppressed: number }>();
  return {
    info: (fields, message) => log.info(fields, message),
    error: (fields, message) => log.error(fields, message),
    warn(fields, message) {
      const reason = 'reason' in fields ? String(fields.reason).replace(/'[^']*'/g, '') : '';
      const key = `${message} ${reason}`;
      const before = logged.get(key);
      if (before && now() - before.at < REPEAT_AFTER_MS) {
        before.suppressed += 1;
        return;
      }
      for (const [other, { at }] of logged) if (now() - at >= REPEAT_AFTER_MS) logged.delete(other);
      logged.set(key, { at: now(), suppressed: 0 });
      log.warn(before?.suppressed ? { ...fields, times: before.suppressed + 1 } : fields, message);
    },
  };
}
