import { original } from '@/protocol/rest';
import { json } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** What the session with that socket has not been given yet. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'POST',
  auth: 'caller',
  body: original['user/message/receive'],
  run: ({ actor, body, commands }) => commands.receiveMessages({ actor, socketId: body.socket_id }),
  present: json,
});
