import { json } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** Everybody who has an account. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'GET',
  auth: 'administrator',
  run: ({ actor, commands }) => commands.listUsers({ actor }),
  present: json,
});
