import type { Db } from '@/db/client';
import type { Building, Campus } from './geometry';
import { type BuildingIndex, indexBuildings, type Located, locate, type MeasuredPosition } from './locate';
import { readPlaces } from './store';

/** Campuses and buildings in memory: few, read all the time, hardly ever changed. */
export interface Places {
  load(): Promise<void>;
  campuses(): Campus[];
  buildings(): Building[];
  get(buildingId: string): Building | undefined;
  locate(position: MeasuredPosition): Located;
}

/** Creates an empty store of places; `load` fills it and is called again after every change of the stored places. */
export function createPlaces(db: Db): Places {
  let campuses: Campus[] = [];
  let byId = new Map<string, Building>();
  let index: BuildingIndex = indexBuildings([]);
  async function read(): Promise<void> {
    const stored = await readPlaces(db.pool);
    campuses = stored.campuses;
    byId = new Map(stored.buildings.map((building) => [building.id, building]));
    index = indexBuildings(stored.buildings);
  }
  /** The load that was begun last. */
  let running: Promise<unknown> = Promise.resolve();
  /** The load that begins after it, for all calls until then. */
  let waiting: Promise<void> | null = null;
  return {
    load() {
      // One after another: an older state must not replace a newer one.
      waiting ??= running.then(() => {
        const load = read();
        running = load.catch(() => {});
        waiting = null;
        return load;
      });
      return waiting;
    },
    campuses: () => campuses,
    buildings: () => [...byId.values()],
    get: (id) => byId.get(id),
    locate: (position) => locate(index, position),
  };
}
