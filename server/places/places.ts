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
  return {
    async load() {
      const read = await readPlaces(db.pool);
      campuses = read.campuses;
      byId = new Map(read.buildings.map((building) => [building.id, building]));
      index = indexBuildings(read.buildings);
    },
    campuses: () => campuses,
    buildings: () => [...byId.values()],
    get: (id) => byId.get(id),
    locate: (position) => locate(index, position),
  };
}
