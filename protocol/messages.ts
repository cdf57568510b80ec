import { z } from 'zod';
import { MAX_ATTACHMENTS } from './attachments';
import { description, sentText, uuid } from './fields';

/**
 * The shapes of conversations, people and places for modern clients. They never contain a coordinate or a distance in
 * metres of a user.
 */

const id = z.uuid();
const seq = z.number().int().min(0);
const instant = z.iso.datetime().describe("ISO 8601, by the server's clock.");
const username = z.string();

/** A user or a building in a list: id (of a user the username) and name. */
const named = z.strictObject({ id: z.string(), name: z.string() });
export const wireNamed = named.meta({
  id: 'PersonName',
  description: 'A username and the name shown to people.',
});
export const wireBuildingName = named.meta({
  id: 'BuildingName',
  description: 'The id and the name of a building.',
});

export const conversationKind = z
  .enum(['direct', 'group', 'channel', 'building', 'nearby'])
  .meta({ id: 'ConversationKind' });
export type ConversationKind = z.infer<typeof conversationKind>;

export const wireSender = z
  .strictObject({ kind: z.enum(['user', 'bot']), id: z.string(), name: z.string() })
  .meta({ id: 'Sender', description: 'A user (`id` is the username) or a bot.' });

/** An attachment of a message as the sender names it: a complete upload of their own. */
const sentAttachment = z
  .strictObject({ id: uuid, description: description.optional() })
  .meta({ id: 'SentAttachment' });

/** The content of a message as the sender writes it; `wireMessage` shows it. */
export const messageContent = z.strictObject({
  text: sentText,
  attachments: z
    .array(sentAttachment)
    .min(1)
    .max(MAX_ATTACHMENTS)
    .refine(
      (list) => new Set(list.map(({ id }) => id)).size === list.length,
      'must name each attachment once',
    )
    .meta({ uniqueItems: true })
    .optional(),
});
export type MessageContent = z.infer<typeof messageContent>;

const pixels = z.number().int();

export const wireAttachment = z
  .discriminatedUnion('kind', [
    z
      .strictObject({
        id,
        kind: z.literal('photo'),
        width: pixels.describe('Of the large picture, upright.'),
        height: pixels,
        color: z
          .string()
          .describe('The average colour, as in `#1f2e3d`, to be shown until the picture is there.'),
        bytes: z.number().int().describe('Of the large picture.'),
        description: z.string().optional(),
      })
      .meta({ id: 'Photo' }),
    z
      .strictObject({
        id,
        kind: z.literal('file'),
        name: z.string(),
        bytes: z.number().int(),
        description: z.string().optional(),
      })
      .meta({ id: 'File' }),
  ])
  .meta({
    id: 'Attachment',
    description: 'A photo or a file of a message. `description` says what it shows.',
  });
export type WireAttachment = z.infer<typeof wireAttachment>;

const wireMessage = z
  .strictObject({
    id,
    clientId: z.string().describe("The id that the sender's client chose."),
    from: wireSender,
    text: z.string().describe('Markdown. Empty once the message is deleted.'),
    at: instant,
    editedAt: instant.optional(),
    deletedAt: instant.optional(),
    moderated: z.literal(true).optional().describe('An administrator deleted the message.'),
    mentions: z.array(wireNamed).optional().describe('The people whom the text names as `@username`.'),
    attachments: z
      .array(wireAttachment)
      .optional()
      .describe('Left out for none, and once the message is deleted.'),
  })
  .meta({ id: 'Message' });
export type WireMessage = z.infer<typeof wireMessage>;

const wireReaction = z
  .strictObject({
    emoji: z.string(),
    by: z.array(username).describe('Usernames, in the order in which they reacted.'),
  })
  .meta({ id: 'Reaction' });
export type WireReaction = z.infer<typeof wireReaction>;

export const wireEntry = z
  .strictObject({
    conversation: z
      .strictObject({
        id,
        kind: conversationKind,
        with: z
          .string()
          .nullable()
          .describe("direct: the other person's username; building: the building's id; otherwise null."),
      })
      .meta({ id: 'ConversationReference' }),
    seq: seq.describe('The position in the log of the conversation.'),
    rev: seq.describe(
      'The seq of the entry that last changed the message. Of two views of a message, the one with the greater `rev` is newer.',
    ),
    change: z
      .literal(true)
      .optional()
      .describe('The entry changes a message that the log holds at an earlier seq.'),
    replyTo: seq.optional().describe('The seq, in this conversation, of the message that this one answers.'),
    replies: z
      .number()
      .int()
      .optional()
      .describe('In pages of history: how many messages, not deleted, answer this one. Left out for none.'),
    reactions: z.array(wireReaction).optional(),
    message: wireMessage,
  })
  .meta({
    id: 'Entry',
    description: "One entry of a conversation's log. It shows the message as it is at the time of reading.",
  });
export type WireEntry = z.infer<typeof wireEntry>;

const wirePlaceholder = wireEntry
  .pick({ conversation: true, seq: true })
  .extend({ change: z.literal(true) })
  .meta({
    id: 'Placeholder',
    description: 'Stands for the change of a message that the reader may not read: only its seq counts.',
  });
export type WirePlaceholder = z.infer<typeof wirePlaceholder>;

export const wireLogEntry = z
  .union([wireEntry, wirePlaceholder])
  .meta({ id: 'LogEntry', description: 'What the log holds at a seq, as one reader may see it.' });
export type WireLogEntry = z.infer<typeof wireLogEntry>;

export const wireDraft = z
  .strictObject({
    text: z.string().describe('Empty once it was sent or deleted.'),
    replyTo: seq.optional().describe('The seq, in this conversation, of the message that it answers.'),
    at: instant.describe('Of two drafts, the later one counts.'),
  })
  .meta({ id: 'Draft', description: 'A text that the user has not sent yet. Nobody else is told of it.' });
export type WireDraft = z.infer<typeof wireDraft>;

export const wirePins = z
  .strictObject({
    version: z.number().int().describe('Of two lists, the one with the greater `version` is newer.'),
    conversations: z.array(id).describe("Conversation ids, in the user's order."),
  })
  .meta({ id: 'PinList', description: 'The conversations that a user has pinned.' });
export type WirePins = z.infer<typeof wirePins>;

export const wireReceipt = z
  .strictObject({
    delivered: seq.describe("A client of the other person has the user's messages up to this seq."),
    read: seq.describe('The other person has read up to this seq.'),
  })
  .meta({
    id: 'Receipt',
    description: 'What the user may know of the other person. Neither ever decreases.',
  });
export type WireReceipt = z.infer<typeof wireReceipt>;

export const wireLinkCard = z
  .strictObject({
    title: z.string(),
    description: z.string().nullable(),
    site: z.string().nullable().describe('The name of the site, if the page says it.'),
  })
  .meta({ id: 'LinkCard', description: 'What the page of a link says about itself, as plain text.' });
export type WireLinkCard = z.infer<typeof wireLinkCard>;

const requestState = z
  .enum(['waiting', 'ignored'])
  .describe(
    'The user has the direct conversation as a message request. Left out once it is accepted; the other person is never told.',
  );

export const wireConversation = z
  .strictObject({
    id,
    kind: conversationKind,
    with: z.string().nullable().describe('As in the conversation of an entry.'),
    title: z
      .string()
      .nullable()
      .describe(
        "The other person's, the building's or the channel's name; null for messages nearby and for a group without a title.",
      ),
    topic: z.string().nullable(),
    owner: username
      .optional()
      .describe('Who may rename a group or a channel, remove members, hand it over and delete it.'),
    public: z.boolean(),
    members: z.array(username).describe('Usernames of the members of a group; empty for other kinds.'),
    open: z.boolean().describe('The user may write: false after leaving, and outside the building.'),
    head: seq.describe('The greatest seq that this user may read now.'),
    read: seq.describe('The user has read up to this seq. It never decreases.'),
    unread: z.number().int().describe("Other people's messages after `read`, counted up to 100."),
    mentions: z.number().int().describe('The unread messages that mention the user.'),
    muted: z.boolean(),
    request: requestState.optional(),
    markedUnread: z
      .literal(true)
      .optional()
      .describe('The user marked the conversation as unread; `mark_read` up to `read` or beyond ends it.'),
    draft: wireDraft.optional(),
    receipt: wireReceipt
      .optional()
      .describe('Of direct conversations with another person, unless the user has turned receipts off.'),
    version: z
      .number()
      .int()
      .describe('Of two descriptions of a conversation, the one with the greater `version` is newer.'),
    erasures: z
      .number()
      .int()
      .optional()
      .describe(
        'How many users were erased of whom the conversation showed something. A client that has kept its messages since ' +
          'this was another number reads them again. Missing from nodes of earlier versions.',
      ),
    last: wireEntry.nullable().describe('The newest message.'),
  })
  .meta({
    id: 'Conversation',
    description: 'A conversation as one user has it. `unread` and `mentions` are counted up to `head`.',
  });
export type WireConversation = z.infer<typeof wireConversation>;

export const wireChannel = z
  .strictObject({
    id,
    title: z.string(),
    topic: z.string().nullable(),
    members: z.number().int(),
    joined: z.boolean().describe('The user is a member.'),
    building: wireBuildingName.nullable().describe('The building to which the channel belongs.'),
  })
  .meta({ id: 'Channel', description: 'A public channel, as anybody may find it.' });
export type WireChannel = z.infer<typeof wireChannel>;

export const historyPage = z
  .strictObject({
    entries: z.array(wireEntry),
    from: seq.describe('`entries` has everything readable from this seq …'),
    to: seq.describe('… up to this seq.'),
    start: z.boolean().describe('Nothing readable comes before `from`.'),
    end: z.boolean().describe('Nothing readable comes after `to`.'),
  })
  .meta({ id: 'HistoryPage', description: "A page of a conversation's log, in order of seq." });
export type HistoryPage = z.infer<typeof historyPage>;

const band = z
  .enum(['here', 'near', 'in range'])
  .meta({ id: 'Band', description: 'How near another user is, by cells of the grid only.' });
export type Band = z.infer<typeof band>;

export const wirePerson = z
  .strictObject({
    id: username,
    name: z.string(),
    building: wireBuildingName.nullable(),
    declared: z.boolean().describe('The person chose the building by hand.'),
    inBuilding: z.boolean().describe("The person is in the observer's building."),
    band: band.nullable().describe("Null outside the observer's range."),
  })
  .meta({ id: 'Person', description: 'Another person, as the observer may know them.' });
export type WirePerson = z.infer<typeof wirePerson>;

export const wirePlace = z
  .strictObject({
    sharing: z.boolean(),
    building: wireBuildingName.nullable(),
    declared: z.boolean().describe('The user chose the building by hand.'),
    state: z
      .enum(['off', 'inside', 'outside', 'unknown', 'waiting'])
      .describe('`unknown`: the accuracy of the position is too low to name a place.'),
    range: z.number().describe('Metres, as stored for the user.'),
    findable: z
      .boolean()
      .optional()
      .describe('Whether people in range who share their location can find the user now.'),
    until: z
      .union([instant, z.enum(['gone', 'here', 'off'])])
      .optional()
      .describe(
        'When sharing ends by itself: at a time; `gone`: with the last session; `here`: with the last session or when the user moves away; `off`: never.',
      ),
    device: z
      .strictObject({ id: z.string(), name: z.string().nullable() })
      .optional()
      .describe("The user's device (a sign-in or a token) whose position counts."),
  })
  .meta({ id: 'OwnLocation', description: "The observer's own location." });
export type WirePlace = z.infer<typeof wirePlace>;

export const movement = z
  .discriminatedUnion('kind', [
    z
      .strictObject({ kind: z.literal('snapshot'), you: wirePlace, people: z.array(wirePerson) })
      .meta({ id: 'MovementSnapshot', description: 'Everybody whom the user sees now.' }),
    z
      .strictObject({ kind: z.literal('delta'), people: z.array(wirePerson), gone: z.array(username) })
      .meta({ id: 'MovementDelta', description: 'The people who changed, and who can no longer be seen.' }),
  ])
  .meta({ id: 'Movement' });
export type Movement = z.infer<typeof movement>;
