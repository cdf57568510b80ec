import { z } from 'zod';

/** The server's answers to a bot. Unknown fields are allowed, so that an old bot works with a new server. */
export const errorAnswer = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    retryable: z.boolean(),
    retryAfter: z.number().min(0).optional(),
  }),
});

export const checkAnswer = z.object({
  available: z.number(),
  state: z.string(),
  /** There is no such bot. */
  new: z.number().optional(),
  /** No administrator authorised it. */
  auth: z.number().optional(),
});
export type Check = z.infer<typeof checkAnswer>;

export const authAnswer = z.object({ auth: z.number(), token: z.string().optional() });
export const buildingsAnswer = z.array(z.object({ id: z.string(), name: z.string() }));
export const registerAnswer = z.object({ pass: z.string() });
export const startAnswer = z.object({
  ok: z.literal(true),
  building: z.object({ id: z.string(), name: z.string() }),
});
/** The answer to a message; servers of earlier versions send no id. */
export const sentAnswer = z.object({ id: z.string().optional() });

export const audienceAnswer = z.object({ people: z.number().nullable() });

/** A person wrote to the bot. */
export const heardCall = z.object({
  id: z.string(),
  kind: z.enum(['command', 'mention', 'direct']),
  place: z.object({
    id: z.string(),
    kind: z.enum(['building', 'group', 'channel', 'direct']),
    title: z.string().nullable(),
  }),
  message: z.string(),
  command: z.string().optional(),
  text: z.string(),
  person: z.string(),
  at: z.string(),
  token: z.string(),
});
export type HeardCall = z.infer<typeof heardCall>;

/** Why the server is about to disconnect the bot. */
export const signedOut = z.object({ reason: z.enum(['signed_out', 'revoked', 'unauthorised']) });
