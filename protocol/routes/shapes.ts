import { z } from 'zod';
import { identifier, uuid } from '@/protocol/fields';

/** The answer of a change without any other result. */
export const done = z.strictObject({ ok: z.literal(true) }).meta({ id: 'Done' });

/** The path parameter for an object whose id the server created. */
export const byUuid = z.object({ id: uuid });
/** The path parameter for a user, a bot or a building. */
export const byIdentifier = z.object({ id: identifier });

/** The ids in the examples of the documents. */
export const EXAMPLE = {
  conversation: '9f8e7d6c-5b4a-4392-8170-6f5e4d3c2b1a',
  message: '0b6f3c1e-6f0f-4f6e-9c55-0d2f1f0f7a11',
  photo: '7c1a9b52-1f0e-4d3c-8b7a-5e4d3c2b1a09',
  attachment: '5e0d7c3b-2a19-4f86-9b7d-6c5a4b3c2d1e',
  token: '3d1c2b4a-7e8f-4a5b-9c6d-1e2f3a4b5c6d',
  other: 'ist1100002',
} as const;
