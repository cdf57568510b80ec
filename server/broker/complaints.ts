import type { BrokerLog } from './broker';

const SAID_AGAIN_AFTER_MS = 600_000;

/**
 * A log that gives the same warning once in ten minutes at most, with how many it kept back (`times`). Warnings are the same
 * when message and reason are, whichever channel, queue or session they are about.
 */
export function withoutRepetition(log: BrokerLog, now: () => number = Date.now): BrokerLog {
  const said = new Map<string, { at: number; suppressed: number }>();
  return {
    info: (fields, message) => log.info(fields, message),
    error: (fields, message) => log.error(fields, message),
    warn(fields, message) {
      const reason = 'reason' in fields ? String(fields.reason).replace(/'[^']*'/g, '') : '';
      const key = `${message} ${reason}`;
      const before = said.get(key);
      if (before && now() - before.at < SAID_AGAIN_AFTER_MS) {
        before.suppressed += 1;
        return;
      }
      for (const [other, { at }] of said) if (now() - at >= SAID_AGAIN_AFTER_MS) said.delete(other);
      said.set(key, { at: now(), suppressed: 0 });
      log.warn(before?.suppressed ? { ...fields, times: before.suppressed + 1 } : fields, message);
    },
  };
}
