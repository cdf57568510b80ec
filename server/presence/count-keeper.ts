import type { Db } from '@/db/client';
import type { BuildingCounts } from './building-counts';
import { keepCounts, PERIOD_MS } from './count-store';

/**
 * Returns the job that counts the buildings at each epoch and keeps the counts. It stores only counts that are higher
 * than what it stored in the same period, so that a campus where nothing happens costs no statement.
 */
export function createCountKeeper({
  db,
  buildingCounts,
}: {
  db: Db;
  buildingCounts: Pick<BuildingCounts, 'update' | 'read'>;
}): () => Promise<void> {
  let period = -1;
  const kept = new Map<string, number>();
  return async () => {
    if (!buildingCounts.update()) return;
    const { at, buildings } = buildingCounts.read();
    const current = Math.floor(at / PERIOD_MS);
    if (current !== period) kept.clear();
    period = current;
    const higher = buildings.filter(({ id, people }) => people > (kept.get(id) ?? 0));
    if (higher.length === 0) return;
    await keepCounts(db, at, higher);
    for (const { id, people } of higher) kept.set(id, people);
  };
}
