import { v1 } from '@/protocol/rest';
import { json } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** Erases the caller, who names themselves once more. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'POST',
  auth: 'user',
  body: v1.erase,
  run: ({ actor, body, commands }) => commands.eraseAccount({ actor, ...body }),
  present: () => json({ ok: true }),
});
