import type { WireRollCall } from '@/protocol/alerts';
import { fail } from '@/protocol/errors';
import type { UserActor } from '@/server/actor';
import type { AlertsContext } from './context';
import { grantsFor } from './policy';
import { buildingNamed } from './present-incident';
import { findAlert } from './store/alerts';
import type { Grant } from './store/grants';
import { appendLedger } from './store/ledger';
import { insertLookups, readRoll } from './store/people';
import { settleTargets } from './store/targets';

/**
 * Returns the buildings of a warden, by id; null when the right is for everywhere, which includes people in no building.
 */
export function wardensBuildings(
  app: Pick<AlertsContext, 'places'>,
  grants: readonly Pick<Grant, 'place'>[],
): string[] | null {
  const places = new Set(grants.map(({ place }) => place));
  if (places.has('')) return null;
  const ofCampuses = app.places.buildings().filter(({ campusId }) => places.has(`campus:${campusId}`));
  const single = [...places].flatMap((place) => /^building:(.*)$/s.exec(place)?.[1] ?? []);
  return [...new Set([...ofCampuses.map(({ id }) => id), ...single])];
}

/**
 * Returns the people whom an alert concerns in the actor's buildings, with their answers; each person counts once. The
 * look-up is recorded, and these people can read that it happened. Throws `forbidden`, `not_found`.
 */
export async function callRoll(
  app: AlertsContext,
  { actor, id }: { actor: UserActor; id: string },
): Promise<WireRollCall> {
  const roll = await app.db.transaction(async (client) => {
    const grants = await grantsFor(client, actor, ['warden']);
    if (!(await findAlert(client, id))) throw fail('not_found', 'There is no such alert.', { field: 'id' });
    await settleTargets(client, [id]);
    const buildingIds = wardensBuildings(app, grants);
    const people = await readRoll(client, id, buildingIds);
    await insertLookups(client, { alertId: id, by: actor.userId, buildingIds });
    await appendLedger(client, [{ type: 'look_up', alert: id, by: actor.userId, buildings: buildingIds }]);
    return people;
  });
  const people = roll.map(({ buildingId, at, ...person }) => ({
    ...person,
    building: buildingNamed(app, buildingId),
    at: at?.toISOString() ?? null,
  }));
  const unanswered = (reach: string) =>
    people.filter((person) => person.answer === null && person.reach === reach).length;
  return {
    people,
    numbers: {
      targeted: people.length,
      answered: people.filter(({ answer }) => answer !== null).length,
      displayed: unanswered('displayed'),
      received: unanswered('received'),
      handed: unanswered('handed'),
      failed: unanswered('failed'),
      unreached: unanswered('targeted'),
    },
  };
}
