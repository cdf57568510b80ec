import { z } from 'zod';
import { displayName } from './fields';

/** The prefix of the usernames of guests, and of no other user, so that users can recognise a guest. */
export const GUEST_PREFIX = 'guest-';
/** The maximum length of a guest's name; the suffix added to it must stay visible. */
export const MAX_GUEST_NAME = 40;
const MAX_PASSWORD = 200;

/** A password as a client sends it: any characters but controls, 1 to 200. Its strength is checked elsewhere. */
export const password = z
  .string()
  .min(1, 'must not be empty')
  .max(MAX_PASSWORD, `must be at most ${MAX_PASSWORD} characters`)
  .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), 'must not contain control characters')
  .describe('No control characters.');

/** The username of a local account: lower-case letters, digits and single `.`, `_` or `-` between them, 3 to 32. */
export const localUsername = z
  .string()
  .regex(
    /^(?=.{3,32}$)[a-z](?:[._-]?[a-z0-9])+$/,
    'must be 3 to 32 small letters, digits, ".", "_" or "-", beginning with a letter',
  );

/** The e-mail address of a user: stored for the user and the operator, never a key and never shown to others. */
export const email = z.email('must be an e-mail address').max(254);

/** A guest's name, as typed. */
const guestName = displayName.refine(
  (name) => [...name].length <= MAX_GUEST_NAME,
  `must be at most ${MAX_GUEST_NAME} characters`,
);

/** The other fields of next-auth's own forms. */
const form = {
  csrfToken: z.string().max(512).optional(),
  callbackUrl: z.string().max(2048).optional(),
  json: z.string().max(8).optional(),
};

/** The forms of the sign-in page, by provider. A username is any text here: an invalid username is only a wrong one. */
export const signInForms = {
  local: z.strictObject({ ...form, username: z.string().trim().toLowerCase().max(64), password }),
  guest: z.strictObject({ ...form, name: guestName }),
} as const;
