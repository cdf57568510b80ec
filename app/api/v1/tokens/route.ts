import { v1 } from '@/protocol/rest';
import { created, json } from '@/server/http/respond';
import { on, routes } from '@/server/http/route';

/** The caller's API tokens, and a new one: its secret is in the answer, this once. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = routes(
  on({
    method: 'GET',
    auth: 'user',
    run: ({ actor, commands }) => commands.listTokens({ actor }),
    present: json,
  }),
  on({
    method: 'POST',
    auth: 'user',
    body: v1.tokens,
    run: ({ actor, body, commands }) => commands.issueToken({ actor, ...body }),
    present: (issued) => created(issued, `/api/v1/tokens/${issued.id}`),
  }),
);
