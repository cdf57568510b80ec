import { json } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** Where the caller is signed in. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'GET',
  auth: 'user',
  run: ({ actor, commands }) => commands.listSignIns({ actor }),
  present: json,
});
