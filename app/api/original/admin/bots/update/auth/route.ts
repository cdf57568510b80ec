import { original } from '@/protocol/rest';
import { emptyList } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** Authorises a bot, or withdraws that, which stops it at once. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'POST',
  auth: 'administrator',
  body: original['admin/bots/update/auth'],
  run: ({ actor, body: { id, state }, commands }) => commands.authoriseBot({ actor, id, authorised: state }),
  present: emptyList,
});
