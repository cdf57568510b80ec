import { json } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** The caller's own bots. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'GET',
  auth: 'user',
  run: ({ actor, commands }) => commands.listBots({ actor, own: true }),
  present: json,
});
