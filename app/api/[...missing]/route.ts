import { missing } from '@/server/http/route';

/** Whatever no other route takes. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = missing();
