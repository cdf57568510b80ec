import type { WireAlert } from '@/protocol/alerts';
import { wardensBuildings } from './call-roll';
import type { AlertsContext } from './context';
import { officersWith } from './store/grants';
import { countUnseen } from './store/numbers';

/**
 * Returns the wardens in whose buildings there are people who have neither seen an active alert nor answered it, with the
 * number of these people. A test has no wardens.
 */
export async function unseenByWarden(
  app: Pick<AlertsContext, 'db' | 'places'>,
  { id, active, kind }: WireAlert,
): Promise<Map<string, number>> {
  if (!active || kind === 'test') return new Map();
  const byBuilding = await countUnseen(app.db.pool, id);
  const places = new Map<string, { place: string }[]>();
  for (const { userId, place } of await officersWith(app.db.pool, ['warden']))
    places.set(userId, [...(places.get(userId) ?? []), { place }]);
  const counts = [...places].map(([userId, grants]): [string, number] => {
    const buildings = wardensBuildings(app, grants);
    const seen = byBuilding.filter(
      ({ buildingId }) => buildings === null || (buildingId !== null && buildings.includes(buildingId)),
    );
    return [userId, seen.reduce((sum, { people }) => sum + people, 0)];
  });
  return new Map(counts.filter(([, people]) => people > 0));
}
