import { json } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** Campuses and buildings with their outlines, for the map. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'GET',
  auth: 'user',
  run: async ({ commands, app }) => ({
    campuses: app.places.campuses(),
    buildings: await commands.listBuildings({}),
  }),
  present: json,
});
