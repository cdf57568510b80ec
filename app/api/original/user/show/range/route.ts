import { original } from '@/protocol/rest';
import { json } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** The others online within range of where the server knows the caller to be; the position in the body decides nothing. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'POST',
  auth: 'caller',
  body: original['user/show/range'],
  run: ({ actor, body, commands }) => commands.showRange({ actor, range: body.radious }),
  present: json,
});
