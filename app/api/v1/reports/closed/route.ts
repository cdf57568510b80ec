import { json } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** The reports that were closed, the newest first. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'GET',
  auth: 'administrator',
  run: ({ actor, commands }) => commands.listReports({ actor, closed: true }),
  present: json,
});
