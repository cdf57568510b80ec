import { originalPaths } from '@/protocol/rest';
import { json } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** Whether a bot exists, is authorised, and runs. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'GET',
  auth: 'anyone',
  params: originalPaths['bot/check'],
  run: ({ params, commands }) => commands.checkBot({ id: params.id }),
  present: json,
});
