import { localAccount } from '@/protocol/sign-in';
import { json } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** Another password for the browser's local account; its other sign-ins end. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'POST',
  auth: 'user',
  body: localAccount.password,
  run: ({ actor, body, commands }) => commands.changePassword({ actor, ...body }),
  present: json,
});
