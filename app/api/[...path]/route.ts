import { handleRest } from '@/server/http/rest-router';

/** Every REST route: protocol/routes.ts lists them. */
export {
  handleRest as DELETE,
  handleRest as GET,
  handleRest as HEAD,
  handleRest as OPTIONS,
  handleRest as PATCH,
  handleRest as POST,
  handleRest as PUT,
};
