import { original } from '@/protocol/rest';
import { json } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** A new bot of the caller's; its secret is shown here and never again. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'POST',
  auth: 'user',
  body: original['bot/register'],
  run: ({ actor, body, commands }) => commands.registerBot({ actor, id: body.id, buildingId: body.b_id }),
  present: json,
});
