import { localAccount } from '@/protocol/sign-in';
import { json } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** Ends the browser's local account for ever. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'POST',
  auth: 'user',
  body: localAccount.delete,
  run: ({ actor, body, commands }) => commands.deleteLocalAccount({ actor, ...body }),
  present: () => json({ ok: true }),
});
