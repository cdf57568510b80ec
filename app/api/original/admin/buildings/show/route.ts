import { json } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** All buildings. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'GET',
  auth: 'administrator',
  run: async ({ commands }) => (await commands.listBuildings({})).map(({ id, name }) => ({ id, name })),
  present: json,
});
