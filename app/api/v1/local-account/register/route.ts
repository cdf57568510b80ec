import { localAccount } from '@/protocol/sign-in';
import { json } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** A new account with a username and a password; its owner signs in next. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'POST',
  auth: 'anyone',
  body: localAccount.register,
  run: ({ body, address, commands }) => commands.registerLocalAccount({ ...body, address }),
  present: json,
});
