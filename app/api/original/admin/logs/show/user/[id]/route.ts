import { originalPaths } from '@/protocol/rest';
import { json } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** The newest ten things a user did. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'GET',
  auth: 'administrator',
  params: originalPaths['admin/logs/show/user'],
  run: ({ actor, params, commands }) => commands.showUserActivity({ actor, username: params.id }),
  present: json,
});
