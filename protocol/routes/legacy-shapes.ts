import { z } from 'zod';
import { accuracy, identifier, latitude, longitude, secret } from '@/protocol/fields';

/**
 * What a body says of its caller. Both may be left out by a caller who shows an `Authorization` header or the cookie of
 * a sign-in.
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

/** The answer of a change that has nothing to say. */
export const emptyList = z.array(z.string()).max(0);
