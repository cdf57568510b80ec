import { v1Paths } from '@/protocol/rest';
import { json } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** Deletes the message that was reported, for everybody who has it. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'POST',
  auth: 'administrator',
  params: v1Paths.reports,
  run: ({ actor, params, commands }) => commands.deleteReportedMessage({ actor, ...params }),
  present: json,
});
