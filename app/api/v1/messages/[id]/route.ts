import { v1Paths } from '@/protocol/rest';
import { json } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** A message that the caller may read, as it is now, in each conversation where they have it. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'GET',
  auth: 'user',
  params: v1Paths.messages,
  run: async ({ actor, params: { id }, commands }) => ({
    id,
    entries: await commands.showMessage({ actor, messageId: id }),
  }),
  present: json,
});
