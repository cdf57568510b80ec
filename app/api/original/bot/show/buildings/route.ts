import { json } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** The buildings a bot can be bound to. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'GET',
  auth: 'anyone',
  run: async ({ commands }) => (await commands.listBuildings({})).map(({ id, name }) => ({ id, name })),
  present: json,
});
