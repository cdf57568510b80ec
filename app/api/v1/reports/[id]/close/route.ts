import { v1, v1Paths } from '@/protocol/rest';
import { json } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** Closes a report. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'POST',
  auth: 'administrator',
  params: v1Paths.reports,
  body: v1['reports/close'],
  run: ({ actor, params, body, commands }) => commands.closeReport({ actor, ...params, ...body }),
  present: json,
});
