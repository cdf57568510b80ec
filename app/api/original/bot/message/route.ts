import { original } from '@/protocol/rest';
import { json } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** A bot speaks to everyone in its building. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'POST',
  auth: 'bot',
  body: original['bot/message'],
  run: ({ actor, body: { id, message }, commands }) => commands.sendBotMessage({ actor, id, text: message }),
  present: json,
});
