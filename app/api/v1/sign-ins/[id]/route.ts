import { v1Paths } from '@/protocol/rest';
import { json } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** Signs the caller out in one browser, and cuts every socket that it opened. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'DELETE',
  auth: 'user',
  params: v1Paths['sign-ins'],
  run: ({ actor, params, commands }) => commands.endSignIn({ actor, ...params }),
  present: () => json({ ok: true }),
});
