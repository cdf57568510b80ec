import { authenticate } from '@/server/http/auth';

export {
  authenticate as DELETE,
  authenticate as GET,
  authenticate as OPTIONS,
  authenticate as PATCH,
  authenticate as POST,
  authenticate as PUT,
};
