import { v1 } from '@/protocol/rest';
import { json } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** A search from a program. By POST: what somebody looks for would stand in logs of addresses. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'POST',
  auth: 'user',
  body: v1.search,
  run: ({ actor, body, commands }) => commands.searchMessages({ actor, ...body }),
  present: json,
});
