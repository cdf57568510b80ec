import { original } from '@/protocol/rest';
import { json } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** A token for an authorised bot that shows its secret. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'POST',
  auth: 'anyone',
  body: original['bot/auth'],
  run: ({ body: { id, pass }, commands }) => commands.issueBotToken({ id, pass }),
  present: json,
});
