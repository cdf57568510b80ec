import { json } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** Who the caller is. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'GET',
  auth: 'user',
  run: ({ actor: { username, name, administrator } }) => ({ id: username, name, administrator }),
  present: json,
});
