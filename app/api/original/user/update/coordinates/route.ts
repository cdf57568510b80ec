import { original } from '@/protocol/rest';
import { text } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** Where the caller is, which is consent to be found; answers the building's name. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'POST',
  auth: 'caller',
  body: original['user/update/coordinates'],
  run: async ({ actor, body: { latitude, longitude, accuracy }, commands, app }) => {
    const position = { latitude, longitude, accuracy };
    const { building } = await commands.reportPosition({ actor, ...position, consent: true });
    return building ?? `Out of ${app.config.institution} registered facilities`;
  },
  present: text,
});
