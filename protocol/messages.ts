import { z } from 'zod';

/** What the modern client sees of conversations, people and places. Never a coordinate or metres of anybody. */

const id = z.uuid();
const seq = z.number().int().min(0);
/** ISO 8601, of the server's clock. */
const instant = z.iso.datetime();
const username = z.string();
const named = z.strictObject({ id: username, name: z.string() });

export const conversationKind = z.enum(['direct', 'group', 'channel', 'building', 'nearby']);
export type ConversationKind = z.infer<typeof conversationKind>;

export const wireMessage = z.strictObject({
  id,
  /** The id its sender's client made; lets the sender recognise its own. */
  clientId: z.string(),
  from: z.strictObject({ kind: z.enum(['user', 'bot']), id: z.string(), name: z.string() }),
  /** Empty once deleted. */
  text: z.string(),
  /** Of its commit; so are the two below. */
  at: instant,
  editedAt: instant.optional(),
  deletedAt: instant.optional(),
  /** It was deleted by an administrator. */
  moderated: z.literal(true).optional(),
  /** Those whom the text names as `@username`. */
  mentions: z.array(named).optional(),
});
export type WireMessage = z.infer<typeof wireMessage>;

/** Who reacted with it, by username, in the order in which they did. */
export const wireReaction = z.strictObject({ emoji: z.string(), by: z.array(username) });
export type WireReaction = z.infer<typeof wireReaction>;

/**
 * One entry of a conversation's log. With `change` the message is there already and is different from here on; either
 * way the entry shows the message as it is when it is read, and `rev` is the seq of the entry that made it so: of two
 * views of a message in one conversation, the one with the greater `rev` counts.
 */
export const wireEntry = z.strictObject({
  conversation: z.strictObject({
    id,
    kind: conversationKind,
    /** direct: the other's username; building: its id; else null */
    with: z.string().nullable(),
  }),
  seq,
  rev: seq,
  change: z.literal(true).optional(),
  /** The seq of the message that this one answers, in this conversation. */
  replyTo: seq.optional(),
  reactions: z.array(wireReaction).optional(),
  message: wireMessage,
});
export type WireEntry = z.infer<typeof wireEntry>;

/** The place of a change of a message that the reader may not read: its seq counts, and it says nothing. */
export const wirePlaceholder = wireEntry
  .pick({ conversation: true, seq: true })
  .extend({ change: z.literal(true) });
export type WirePlaceholder = z.infer<typeof wirePlaceholder>;

/** What a log holds at a seq, as one reader has it: live and by `sync`. */
export const wireLogEntry = z.union([wireEntry, wirePlaceholder]);
export type WireLogEntry = z.infer<typeof wireLogEntry>;

/**
 * A conversation as one user has it. Of two of these the one with the greater `version` counts; `read` is a maximum;
 * `unread` and `mentions` are counted over the entries up to `head`.
 */
export const wireConversation = z.strictObject({
  id,
  kind: conversationKind,
  with: z.string().nullable(),
  /** The other's name, the building's, the channel's; null for the nearby posts and for a group without one. */
  title: z.string().nullable(),
  topic: z.string().nullable(),
  public: z.boolean(),
  /** Usernames of a group's members; empty for other kinds. */
  members: z.array(username),
  /** They may write in it: false once left, and outside the building. */
  open: z.boolean(),
  /** Nothing that this user may read now is after this seq. */
  head: seq,
  read: seq,
  /** Others' messages after `read`, as many as UNREAD_LIMIT. */
  unread: z.number().int(),
  /** Those of them that name the user. */
  mentions: z.number().int(),
  muted: z.boolean(),
  version: z.number().int(),
  /** The newest message. */
  last: wireEntry.nullable(),
});
export type WireConversation = z.infer<typeof wireConversation>;

/** A channel as anybody may find it. */
export const wireChannel = z.strictObject({
  id,
  title: z.string(),
  topic: z.string().nullable(),
  members: z.number().int(),
  joined: z.boolean(),
});
export type WireChannel = z.infer<typeof wireChannel>;

/** A page of a conversation's log, in order of seq. */
export const historyPage = z.strictObject({
  entries: z.array(wireEntry),
  /** Everything readable from this seq to that one is in `entries`. */
  from: seq,
  to: seq,
  /** Nothing readable is before `from`. */
  start: z.boolean(),
  /** Nothing readable is after `to`. */
  end: z.boolean(),
});
export type HistoryPage = z.infer<typeof historyPage>;

/** A person of a list: username and name. */
export const wireNamed = named;

export const band = z.enum(['here', 'near', 'in range']);
export type Band = z.infer<typeof band>;

const place = z.strictObject({ id: z.string(), name: z.string() });

/** Another person, as the observer may know them. */
export const wirePerson = z.strictObject({
  id: username,
  name: z.string(),
  building: place.nullable(),
  /** The building was chosen by hand. */
  declared: z.boolean(),
  /** In the observer's building. */
  inBuilding: z.boolean(),
  /** How near, by cells only; null when not within the observer's range. */
  band: band.nullable(),
});
export type WirePerson = z.infer<typeof wirePerson>;

/** The observer's own place. */
export const wirePlace = z.strictObject({
  sharing: z.boolean(),
  building: place.nullable(),
  declared: z.boolean(),
  /** `unknown`: a position came whose accuracy is worse than the place. */
  state: z.enum(['off', 'inside', 'outside', 'unknown', 'waiting']),
  /** Metres, as kept for the user. */
  range: z.number(),
  /** Whether people in range who share can find the user at this moment. */
  findable: z.boolean().optional(),
  /**
   * When sharing ends by itself: at a time; `gone`: with the last session; `here`: that too, and as soon as the user is
   * away from where it began; `off`: never.
   */
  until: z.union([instant, z.enum(['gone', 'here', 'off'])]).optional(),
  /** The user's device whose position that is: a sign-in or a token, and what it is known by. */
  device: z.strictObject({ id: z.string(), name: z.string().nullable() }).optional(),
});
export type WirePlace = z.infer<typeof wirePlace>;

/** What `new_movement` adds to the original's bare event. */
export const movement = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('snapshot'), you: wirePlace, people: z.array(wirePerson) }),
  z.strictObject({ kind: z.literal('delta'), people: z.array(wirePerson), gone: z.array(username) }),
]);
export type Movement = z.infer<typeof movement>;
