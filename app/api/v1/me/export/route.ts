import { fail } from '@/server/errors';
import { download, errorResponse } from '@/server/http/respond';
import { route } from '@/server/http/route';

/** Everything that Quad has of the caller, as a file. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  method: 'GET',
  auth: 'user',
  run: ({ actor, commands }) => commands.exportData({ actor }),
  present: download,
});

/** Next would ask GET for it, and leave the file open. */
export const HEAD = () =>
  errorResponse(fail('method_not_allowed', 'This route accepts GET only.'), { Allow: 'GET' });
