import { original } from '@/protocol/rest';
import { json } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** The others online in the caller's building. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'POST',
  auth: 'caller',
  body: original['user/show/building'],
  run: ({ actor, commands }) => commands.showBuilding({ actor }),
  present: json,
});
