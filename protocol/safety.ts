import { z } from 'zod';
import { conversationKind, wireNamed, wireSender } from './messages';
import { REASONS } from './reasons';

const instant = z.iso.datetime();

export const wireBlocks = z
  .strictObject({
    version: z.number().int().describe('Of two lists, the one with the greater `version` is newer.'),
    users: z.array(z.string()).describe('Usernames.'),
  })
  .meta({ id: 'BlockList', description: 'The people whom a user has blocked.' });
export type WireBlocks = z.infer<typeof wireBlocks>;

export const wireBlocked = z
  .strictObject({ ...wireNamed.shape, since: instant })
  .meta({ id: 'BlockedPerson' });
export type WireBlocked = z.infer<typeof wireBlocked>;

export const wireReport = z
  .strictObject({
    id: z.uuid(),
    at: instant,
    by: wireNamed.nullable().describe('Null once the reporter was erased.'),
    reason: z.enum(REASONS),
    note: z.string().nullable(),
    about: wireSender,
    message: z
      .strictObject({
        text: z.string(),
        at: instant,
        conversation: z
          .strictObject({ kind: conversationKind, name: z.string().nullable() })
          .describe('Where the reporter read the message, with its name if it has one.'),
        deleted: z.boolean().describe('Nobody can read the message any more.'),
      })
      .nullable()
      .describe('Null for a report of a person.'),
    closed: z
      .strictObject({ at: instant, by: wireNamed.nullable(), note: z.string().nullable() })
      .nullable()
      .describe('Null while the report is open.'),
  })
  .meta({
    id: 'Report',
    description: 'A report, with what it was about as that was when the report was made.',
  });
export type WireReport = z.infer<typeof wireReport>;
