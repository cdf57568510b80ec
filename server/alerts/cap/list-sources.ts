import type { WireCapSource } from '@/protocol/cap';
import { assertAdministrator } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import { readRefusals, readSourceTimes } from '../store/cap-sources';
import type { CapContext } from './context';
import { bareUrl } from './note-refusal';
import { REFUSALS, type RefusalCode } from './refusals';

/** Returns the sources of warnings that the operator has set, with what was refused of each. Administrators only. */
export async function listCapSources(app: CapContext, { actor }: { actor: Actor }): Promise<WireCapSource[]> {
  assertAdministrator(actor);
  const { pool } = app.db;
  const [times, refusals] = await Promise.all([readSourceTimes(pool), readRefusals(pool)]);
  return app.config.capSources.map(({ name, senders, campus, feed, user, key, geocodes }) => ({
    name,
    senders,
    campus,
    feed: feed && bareUrl(feed),
    user,
    signed: key !== null,
    geocodes: geocodes.length,
    read: times.get(name)?.toISOString() ?? null,
    refusals: refusals.flatMap(({ source, at, url, code, path }) =>
      source === name
        ? { at: at.toISOString(), url, code, path, reason: REFUSALS[code as RefusalCode] ?? code }
        : [],
    ),
  }));
}
