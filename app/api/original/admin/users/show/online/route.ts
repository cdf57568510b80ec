import { json } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** Who is online; never where more precisely than the building. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'GET',
  auth: 'administrator',
  run: ({ actor, commands }) => commands.listOnline({ actor }),
  present: json,
});
