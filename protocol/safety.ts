import { z } from 'zod';
import { conversationKind, wireNamed } from './messages';
import { REASONS } from './reasons';

const instant = z.iso.datetime();

/** Whom a user has blocked, by username. Of two of these the one with the greater `version` counts. */
export const wireBlocks = z.strictObject({ version: z.number().int(), users: z.array(z.string()) });
export type WireBlocks = z.infer<typeof wireBlocks>;

/** One of them, with since when. */
export const wireBlocked = z.strictObject({ ...wireNamed.shape, since: instant });
export type WireBlocked = z.infer<typeof wireBlocked>;

/** A report as administrators read it: of what was there when it was made, whatever has become of it since. */
export const wireReport = z.strictObject({
  id: z.uuid(),
  at: instant,
  /** Null once they are forgotten. */
  by: wireNamed.nullable(),
  reason: z.enum(REASONS),
  note: z.string().nullable(),
  about: z.strictObject({ kind: z.enum(['user', 'bot']), id: z.string(), name: z.string() }),
  /** Null for a report of a person. */
  message: z
    .strictObject({
      text: z.string(),
      at: instant,
      /** Where the reporter read it; its name where it has one. */
      conversation: z.strictObject({ kind: conversationKind, name: z.string().nullable() }),
      /** Nobody can read it any more. */
      deleted: z.boolean(),
    })
    .nullable(),
  /** Null while it is open. */
  closed: z.strictObject({ at: instant, by: wireNamed.nullable(), note: z.string().nullable() }).nullable(),
});
export type WireReport = z.infer<typeof wireReport>;
