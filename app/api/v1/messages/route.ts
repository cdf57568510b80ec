import { randomUUID } from 'node:crypto';
import { v1 } from '@/protocol/rest';
import { created, json } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** A message from a program, as one from the page; answers its id and where it went. A retry is answered by 200. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'POST',
  auth: 'user',
  body: v1.messages,
  run: ({ actor, body: { to, clientId, ...content }, commands }) =>
    commands.sendMessage({ actor, address: to, clientId: clientId ?? randomUUID(), ...content }),
  present: ({ entries, ...sent }) => {
    const id = entries[0]?.message.id;
    const answer = { id, entries, ...sent };
    return sent.replayed ? json(answer) : created(answer, `/api/v1/messages/${id}`);
  },
});
