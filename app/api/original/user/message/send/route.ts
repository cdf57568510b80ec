import { randomUUID } from 'node:crypto';
import { original } from '@/protocol/rest';
import { emptyText } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** One message to each of the users named. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'POST',
  auth: 'caller',
  body: original['user/message/send'],
  run: ({ actor, body: { users, message, client_id }, commands }) =>
    commands.sendMessage({
      actor,
      address: { to: 'people', users },
      text: message,
      clientId: client_id ?? randomUUID(),
    }),
  present: emptyText,
});
