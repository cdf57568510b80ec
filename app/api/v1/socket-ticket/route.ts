import { json } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** A ticket that opens one socket, for a browser that signed in. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'POST',
  auth: 'user',
  run: ({ actor, commands }) => commands.createTicket({ actor }),
  present: json,
});
