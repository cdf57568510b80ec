import type { Client } from './client';
import { cleanLine } from './text/clean';
import { folded } from './ui/menu';

export interface NamedBuilding {
  id: string;
  name: string;
}

/** Returns the buildings of all campuses by name; names are clean. Errors as `request`. */
export async function listBuildings({ call }: Pick<Client, 'call'>): Promise<NamedBuilding[]> {
  const { buildings } = (await call('/api/v1/places')) as { buildings: NamedBuilding[] };
  return buildings
    .map(({ id, name }) => ({ id, name: cleanLine(name) }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/**
 * Returns the building with this id or name; a part of a name is enough if only one building has it. Throws what a user
 * can do instead.
 */
export async function findBuilding(client: Pick<Client, 'call'>, wanted: string): Promise<NamedBuilding> {
  const buildings = await listBuildings(client);
  const exact = buildings.find(({ id, name }) => id === wanted || folded(name) === folded(wanted));
  if (exact) return exact;
  const found = wanted ? buildings.filter(({ name }) => folded(name).includes(folded(wanted))) : [];
  if (found.length === 1) return found[0] as NamedBuilding;
  const names = (found.length > 0 ? found : buildings).slice(0, 20).map(({ name }) => name);
  throw new Error(
    `${found.length > 0 ? 'Several buildings have' : 'No building has'} this name. Choose one of: ${names.join(', ')}.`,
  );
}
