import { v1 } from '@/protocol/rest';
import { json } from '@/server/http/respond';
import { on, routes } from '@/server/http/route';

/** What Quad keeps of the caller, and what of it others may find. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = routes(
  on({
    method: 'GET',
    auth: 'user',
    run: ({ actor, commands }) => commands.showProfile({ actor }),
    present: json,
  }),
  on({
    method: 'POST',
    auth: 'user',
    body: v1.profile,
    run: ({ actor, body, commands }) => commands.updateProfile({ actor, ...body }),
    present: () => json({ ok: true }),
  }),
);
