import { original } from '@/protocol/rest';
import { emptyList } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** Adds a building, or replaces the one with that id. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'POST',
  auth: 'administrator',
  body: original['admin/buildings/add'],
  run: ({ actor, body: { id, name, latitude, longitude, radious }, commands }) =>
    commands.addBuilding({ actor, id, name, latitude, longitude, radius: radious }),
  present: emptyList,
});
