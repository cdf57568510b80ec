import { z } from 'zod';
import { SCOPES } from './scopes';

const instant = z.iso.datetime();

/** A browser where somebody is signed in, as they see it themselves. */
export const wireSignIn = z.strictObject({
  id: z.uuid(),
  /** As its user agent says; null when that says nothing known. */
  browser: z.string().nullable(),
  system: z.string().nullable(),
  /** When it signed in, and when it was last heard of (to the minute). */
  at: instant,
  seen: instant,
  /** It has a socket now, on some node. */
  connected: z.boolean(),
  /** It is the one that asks. */
  current: z.boolean(),
});
export type WireSignIn = z.infer<typeof wireSignIn>;

/** An API token, without its secret. */
export const wireToken = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  scopes: z.union([z.array(z.enum(SCOPES)), z.literal('all')]),
  /** When it was made, last used (to the minute) and ends; null for never. */
  at: instant,
  used: instant.nullable(),
  expires: instant.nullable(),
  connected: z.boolean(),
});
export type WireToken = z.infer<typeof wireToken>;

export const wireProfile = z.strictObject({
  id: z.string(),
  name: z.string(),
  administrator: z.boolean(),
  /** There is one at /api/v1/users/<id>/photo. */
  photo: z.boolean(),
  /** Others may find them by search. */
  searchable: z.boolean(),
});
export type WireProfile = z.infer<typeof wireProfile>;
