import { originalPaths } from '@/protocol/rest';
import { json } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** Who is online in a building. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'GET',
  auth: 'administrator',
  params: originalPaths['admin/users/show/building'],
  run: async ({ actor, params, commands }) =>
    (await commands.listOnline({ actor, buildingId: params.id })).map(({ id }) => ({ id })),
  present: json,
});
