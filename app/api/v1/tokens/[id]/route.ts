import { v1Paths } from '@/protocol/rest';
import { json } from '@/server/http/respond';
import { on, routes } from '@/server/http/route';

/** One of the caller's API tokens, without its secret; revoking it cuts every socket that it opened. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = routes(
  on({
    method: 'GET',
    auth: 'user',
    params: v1Paths.tokens,
    run: ({ actor, params: { id }, commands }) => commands.showToken({ actor, id }),
    present: json,
  }),
  on({
    method: 'DELETE',
    auth: 'user',
    params: v1Paths.tokens,
    run: ({ actor, params, commands }) => commands.revokeToken({ actor, ...params }),
    present: () => json({ ok: true }),
  }),
);
