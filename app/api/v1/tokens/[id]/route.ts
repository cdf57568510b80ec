import { v1Paths } from '@/protocol/rest';
import { json } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** Revokes one of the caller's API tokens, and cuts every socket that it opened. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'DELETE',
  auth: 'user',
  params: v1Paths.tokens,
  run: ({ actor, params, commands }) => commands.revokeToken({ actor, ...params }),
  present: () => json({ ok: true }),
});
