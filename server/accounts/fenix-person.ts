import { z } from 'zod';
import { withoutInvisible } from '@/protocol/fields';

/**
 * Why a sign-in with FenixEdu failed: `fenix_timeout` it took too long; `fenix_unavailable` it is down or not
 * reachable; `fenix_refused` the person cancelled, or FenixEdu refused the code or the application; `fenix_malformed`
 * its answer cannot be understood; `fenix_stale` this browser has no such sign-in in progress (started over 15 minutes
 * ago, in another browser, under another host name, or forged).
 */
export const FENIX_FAILURES = [
  'fenix_timeout',
  'fenix_unavailable',
  'fenix_refused',
  'fenix_malformed',
  'fenix_stale',
] as const;
export type FenixFailure = (typeof FENIX_FAILURES)[number];

/** The only error of the FenixEdu modules. Its message may be logged: it never holds a token or a person's data. */
export class FenixError extends Error {
  override readonly name = 'FenixError';
  constructor(
    readonly code: FenixFailure,
    message: string,
  ) {
    super(message);
  }
}

type FenixPhoto = { type: 'image/png' | 'image/jpeg' | 'image/webp'; data: Buffer };

/** All that Quad keeps of a person. `username` is the stable key. */
export type FenixPerson = { username: string; name: string; photo: FenixPhoto | null };

export const PHOTO_LIMIT_BYTES = 512 * 1024;
const NAME_LIMIT = 120;

// A username is part of URLs (`/users/<username>`) and a key of plain objects.
const UNUSABLE_USERNAMES = new Set(['.', '..', '__proto__']);

const schema = z.object({
  username: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/)
    .refine((username) => !UNUSABLE_USERNAMES.has(username)),
  // The person can sign in even if any of the other fields is invalid.
  displayName: z.string().optional().catch(undefined),
  name: z.string().optional().catch(undefined),
  photo: z
    .object({ type: z.enum(['image/png', 'image/jpeg', 'image/webp']), data: z.string() })
    .optional()
    .catch(undefined),
});

/**
 * Parses a person from the answer of `GET /api/fenix/v1/person`. Everything but `username` may be missing; gender,
 * birthday, e-mails and roles are not read.
 * @throws FenixError `fenix_malformed` when there is no usable username.
 */
export function parseFenixPerson(json: unknown): FenixPerson {
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new FenixError('fenix_malformed', 'the person has no usable username');
  const { username, displayName, name, photo } = parsed.data;
  return {
    username,
    name: cleanName(displayName) ?? cleanName(name) ?? username,
    photo: photo ? decodePhoto(photo.type, photo.data) : null,
  };
}

const BLANK = /[\p{Cc}\p{Z}]+/gu;

/** Makes a provider's name fit for display; undefined when nothing remains. */
export function cleanName(raw: string | undefined): string | undefined {
  if (raw === undefined) return undefined;
  // Cut first: a name of a megabyte is not worth normalising.
  const clean = withoutInvisible(raw.slice(0, NAME_LIMIT * 4))
    .normalize('NFC')
    .replace(BLANK, ' ')
    .trim();
  // The cut may have left a part of a character or of an emoji.
  return withoutInvisible(clean.slice(0, NAME_LIMIT)).trim() || undefined;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function decodePhoto(type: FenixPhoto['type'], base64: string): FenixPhoto | null {
  if (base64.length > Math.ceil(PHOTO_LIMIT_BYTES / 3) * 4) return null;
  // Java's MIME encoder breaks the lines.
  const compact = base64.replace(/\r?\n/g, '');
  if (compact === '' || !BASE64.test(compact)) return null;
  const data = Buffer.from(compact, 'base64');
  return data.length <= PHOTO_LIMIT_BYTES && isImage(type, data) ? { type, data } : null;
}

// The photo is later served with this type, so its data must have this type.
function isImage(type: FenixPhoto['type'], data: Buffer): boolean {
  switch (type) {
    case 'image/png':
      return data.subarray(0, 8).toString('latin1') === '\x89PNG\r\n\x1a\n';
    case 'image/jpeg':
      return data.subarray(0, 3).toString('hex') === 'ffd8ff';
    case 'image/webp':
      return (
        data.subarray(0, 4).toString('latin1') === 'RIFF' &&
        data.subarray(8, 12).toString('latin1') === 'WEBP'
      );
  }
}
