import { json } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** Signs the caller out in every browser but the one that asks; answers how many there were. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'POST',
  auth: 'user',
  run: ({ actor, commands }) => commands.endOtherSignIns({ actor }),
  present: json,
});
