import { expect, it } from 'vitest';
import { deduplicateWarnings } from './deduplicate-warnings';

it('[S27] a repeated warning is logged once in ten minutes, with the number of occurrences', () => {
  const warnings: [string, Record<string, unknown>][] = [];
  let now = 0;
  const log = deduplicateWarnings(
    {
      info() {},
      error() {},
      warn: (fields, message) => void warnings.push([message, fields as Record<string, unknown>]),
    },
    () => now,
  );
  const refused = (queue: string) =>
    log.warn({ reason: `configure access to queue '${queue}' refused` }, 'refused');
  for (let n = 0; n < 100; n++) refused(`quad.${n}`);
  log.warn({ reason: 'another' }, 'refused');
  log.warn({}, 'bare');
  expect(warnings.map(([message]) => message)).toEqual(['refused', 'refused', 'bare']);
  now = 600_000;
  refused('quad.1');
  expect(warnings.at(-1)?.[1].times).toBe(100);
});
