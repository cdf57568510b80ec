import { asyncApi } from '@/protocol/asyncapi';
import { json } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** What travels over the socket, for programs that read AsyncAPI. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'GET',
  auth: 'anyone',
  run: ({ app }) => asyncApi({ url: app.publicUrl, version: app.version }),
  present: json,
});
