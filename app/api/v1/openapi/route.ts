import { openApi } from '@/protocol/openapi';
import { json } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** The REST routes, for programs that read OpenAPI. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'GET',
  auth: 'anyone',
  run: ({ app }) => openApi({ url: app.publicUrl, version: app.version }),
  present: json,
});
