import { json } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** Ends the browser's sign-in, and every socket that it opened; says whose session goes on. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'POST',
  auth: 'user',
  run: ({ actor, commands }) => commands.signOut({ actor }),
  present: ({ provider }) => json({ ok: true, provider }),
});
