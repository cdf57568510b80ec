import { originalPaths } from '@/protocol/rest';
import { json } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** The bots that are authorised (1), or are not (0). */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'GET',
  auth: 'administrator',
  params: originalPaths['admin/bots/show/auth'],
  run: async ({ actor, params, commands }) =>
    (await commands.listBots({ actor, authorised: params.state })).map(({ id }) => ({ id })),
  present: json,
});
