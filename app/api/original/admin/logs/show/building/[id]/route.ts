import { originalPaths } from '@/protocol/rest';
import { json } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** The newest ten things bots said in a building. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'GET',
  auth: 'administrator',
  params: originalPaths['admin/logs/show/building'],
  run: ({ actor, params, commands }) => commands.showBuildingActivity({ actor, buildingId: params.id }),
  present: json,
});
