import type { WireArea, WireRollCall } from '@/protocol/alerts';
import { fail } from '@/protocol/errors';
import type { UserActor } from '@/server/actor';
import type { AlertsContext } from './context';
import { grantsFor, touches } from './policy';
import { buildingNamed } from './present-incident';
import { findAlert } from './store/alerts';
import type { Grant } from './store/grants';
import { appendLedger } from './store/ledger';
import { insertLookups, NO_BUILDING, readRoll } from './store/people';
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
 * Returns the buildings of a warden as `readRoll` takes them: with those in no building when a right is for a place of the
 * alert, because somebody who asks for help may be anywhere in it; who is safe by now stays on the roll.
 */
export function rollBuildings(
  app: Pick<AlertsContext, 'places'>,
  grants: readonly Pick<Grant, 'place'>[],
  areas: readonly WireArea[],
): string[] | null {
  const buildingIds = wardensBuildings(app, grants);
  return buildingIds && touches(app, grants, areas) ? [...buildingIds, NO_BUILDING] : buildingIds;
}

/**
 * Returns the people whom an alert concerns in the actor's buildings, and who has asked for help and was told without
 * a building when it is for one of them, with their answers; each person counts once. The look-up is recorded, and these people can read that it happened. Throws `forbidden`, `not_found`.
 */
export async function callRoll(
  app: AlertsContext,
  { actor, id }: { actor: UserActor; id: string },
): Promise<WireRollCall> {
  const roll = await app.db.transaction(async (client) => {
    const grants = await grantsFor(client, actor, ['warden']);
    const alert = await findAlert(client, id);
    if (!alert) throw fail('not_found', 'There is no such alert.', { field: 'id' });
    await settleTargets(client, [id]);
    const called = rollBuildings(app, grants, alert.areas);
    const people = await readRoll(client, id, called);
    const hasUnplaced = people.some(({ buildingId }) => buildingId === null);
    const buildingIds = called?.filter((each) => each !== NO_BUILDING || hasUnplaced) ?? null;
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
