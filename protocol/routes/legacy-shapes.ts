import { z } from 'zod';
import { accuracy, identifier, latitude, longitude, secret } from '@/protocol/fields';

/**
 * The caller's own id and token in a body. Both may be absent when the request has an `Authorization` header or the
 * cookie of a sign-in.
 */
export const caller = {
  id: identifier.optional().describe("The caller's username."),
  token: secret.optional().describe("The caller's API token, if no `Authorization` header shows it."),
};

export const position = { latitude, longitude, accuracy: accuracy.optional() };

export const ids = z.array(z.strictObject({ id: z.string() }).meta({ id: 'LegacyId' }));

export const buildings = z.array(
  z.strictObject({ id: z.string(), name: z.string() }).meta({ id: 'LegacyBuilding' }),
);

/** The answer of a change without a result. */
export const emptyList = z.array(z.string()).max(0);
