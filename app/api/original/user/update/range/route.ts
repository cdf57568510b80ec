import { original } from '@/protocol/rest';
import { emptyText } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** The range (metres) within which the caller finds others, kept for them. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'POST',
  auth: 'caller',
  body: original['user/update/range'],
  run: ({ actor, body, commands }) => commands.updateRange({ actor, range: body.radious }),
  present: emptyText,
});
