import { createPublicKey } from 'node:crypto';
import { z } from 'zod';
import { identifier } from '@/protocol/fields';

const publicKey = z.string().refine((pem) => {
  try {
    return ['rsa', 'ec'].includes(createPublicKey(pem).asymmetricKeyType ?? '');
  } catch {
    return false;
  }
}, 'must be an RSA or EC public key or certificate in PEM');

/** What an authority calls an area, and which buildings are in it; none: the whole campus of the source. */
const capGeocode = z.strictObject({
  name: z.string().min(1).max(100),
  value: z.string().min(1).max(100),
  buildings: z.array(identifier).max(500).default([]),
});
export type CapGeocode = z.infer<typeof capGeocode>;

/** An authority whose messages are taken: those of its feed, and those that its user posts. */
const capSource = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be lower-case letters, digits and "-"'),
    /** What its messages may name as their sender. */
    senders: z.array(z.string().min(1)).min(1).max(100),
    /** The campus whose officers see its messages; null for all. */
    campus: identifier.nullable().default(null),
    feed: z
      .url({ protocol: /^https$/ })
      .nullable()
      .default(null),
    /** The username of the user who may post its messages. */
    user: identifier.nullable().default(null),
    /** What its areas are by geocodes; a message with other geocodes and no shape is about another place. */
    geocodes: z.array(capGeocode).max(1_000).default([]),
    /** With it, messages that it has not signed are refused. */
    key: publicKey.nullable().default(null),
  })
  .refine(({ feed, user }) => feed !== null || user !== null, 'needs a feed or a user');
export type CapSource = z.infer<typeof capSource>;

/** The sources in the operator's file. */
export const capSources = z
  .array(capSource)
  .max(50)
  .refine((sources) => new Set(sources.map(({ name }) => name)).size === sources.length, 'two have one name')
  .refine((sources) => {
    const users = sources.flatMap(({ user }) => user ?? []);
    return new Set(users).size === users.length;
  }, 'two have one user');
