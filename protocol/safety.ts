import { z } from 'zod';
import { conversationKind, wireAttachment, wireNamed, wireSender } from './messages';
import { DECISIONS, REASONS } from './reasons';

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

export const decision = z
  .enum(DECISIONS)
  .describe('What was done: nothing, the message deleted, the person warned, the person suspended.');

export const wireNotice = z
  .strictObject({
    id: z.uuid(),
    kind: z.enum(['warning', 'report', 'webhook']),
    at: instant,
    text: z
      .string()
      .nullable()
      .describe("The administrator's own words; of `webhook` the name of the webhook that was switched off."),
    report: z
      .strictObject({ about: z.string().describe('The name of the reported person or bot.'), decision })
      .nullable()
      .describe('Null unless it is about a report.'),
  })
  .meta({
    id: 'Notice',
    description:
      'What a user is told: a warning, the decision about a report of the user, or that a webhook was switched off.',
  });
export type WireNotice = z.infer<typeof wireNotice>;

const wireSuspension = z
  .strictObject({
    at: instant,
    until: instant,
    reason: z.enum(REASONS),
    note: z.string().nullable(),
    by: wireNamed.nullable(),
  })
  .meta({ id: 'Suspension' });

export const wireUserRecord = z
  .strictObject({
    id: z.string().describe('The username.'),
    name: z.string(),
    guest: z.boolean(),
    administrator: z.boolean(),
    created: instant,
    photo: z.uuid().nullable(),
    about: z.string().nullable(),
    signIns: z.number().int().describe('Browsers where the user is signed in.'),
    sessions: z.number().int().describe('Sessions that are connected now.'),
    bots: z.array(z.string()),
    reports: z.strictObject({ open: z.number().int(), closed: z.number().int() }),
    suspended: instant.nullable().describe('Until when the user is suspended now.'),
    suspensions: z.array(wireSuspension).describe('The newest first.'),
    warnings: z.array(
      z
        .strictObject({ at: instant, text: z.string().nullable(), confirmed: instant.nullable() })
        .meta({ id: 'Warning' }),
    ),
  })
  .meta({ id: 'UserRecord', description: 'What administrators may know of a user.' });
export type WireUserRecord = z.infer<typeof wireUserRecord>;

export const wireFoundUsers = z
  .strictObject({
    users: z.array(
      z
        .strictObject({
          id: z.string().describe('The username.'),
          name: z.string(),
          guest: z.boolean(),
          administrator: z.boolean(),
          photo: z.uuid().nullable(),
          online: z.boolean(),
          reports: z.number().int().describe('Open reports about the user.'),
          suspended: instant.nullable().describe('Until when the user is suspended now.'),
        })
        .meta({ id: 'FoundUser' }),
    ),
    more: z.boolean().describe('There are more; ask again with the last username as `after`.'),
  })
  .meta({ id: 'FoundUsers' });
export type WireFoundUsers = z.infer<typeof wireFoundUsers>;

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
        attachments: z
          .array(wireAttachment)
          .optional()
          .describe('Administrators can read them while the report exists.'),
        at: instant,
        conversation: z
          .strictObject({ kind: conversationKind, name: z.string().nullable() })
          .describe('Where the reporter read the message, with its name if it has one.'),
        deleted: z.boolean().describe('Nobody can read the message any more.'),
      })
      .nullable()
      .describe('Null for a report of a person.'),
    closed: z
      .strictObject({
        at: instant,
        by: wireNamed.nullable(),
        note: z.string().nullable(),
        decision: decision.nullable(),
      })
      .nullable()
      .describe('Null while the report is open.'),
  })
  .meta({
    id: 'Report',
    description: 'A report, with what it was about as that was when the report was made.',
  });
export type WireReport = z.infer<typeof wireReport>;

export const wireRoom = z
  .strictObject({
    id: z.uuid(),
    kind: z.enum(['group', 'channel']),
    title: z.string().nullable().describe('Of public channels only.'),
    public: z.boolean(),
    owner: z.string().nullable().describe('The username of the owner.'),
    members: z.number().int(),
    messages: z.number().int().describe('The number of entries: messages and their changes.'),
    at: z.iso.datetime().describe('When it was made.'),
  })
  .meta({ id: 'Room', description: 'A group or a channel as administrators may know it: without a text.' });
export type WireRoom = z.infer<typeof wireRoom>;

export const wireUserSignIn = z
  .strictObject({
    kind: z.enum(['browser', 'program']),
    browser: z.string().nullable().describe('From the user agent of the browser; null when unknown.'),
    system: z.string().nullable(),
    at: z.iso.datetime().describe('When it signed in, or its token was made.'),
    seen: z.iso.datetime().nullable().describe('When it last sent a request, to the minute; null for never.'),
    connected: z.boolean(),
  })
  .meta({ id: 'UserSignIn', description: 'Where a user is signed in, as administrators may know it.' });
export type WireUserSignIn = z.infer<typeof wireUserSignIn>;
