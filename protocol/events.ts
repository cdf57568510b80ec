import { z } from 'zod';
import type { ErrorBody } from './errors';
import {
  accuracy,
  clientMessageId,
  cursors,
  emoji,
  identifier,
  latitude,
  longitude,
  MAX_MEMBERS,
  MAX_RECIPIENTS,
  messageText,
  note,
  range,
  reads,
  searchText,
  secret,
  seq,
  timeZone,
  title,
  topic,
  uuid,
} from './fields';
import {
  historyPage,
  movement,
  wireChannel,
  wireConversation,
  wireEntry,
  wireLogEntry,
  wireNamed,
  wirePerson,
  wirePlace,
} from './messages';
import { REASONS } from './reasons';
import { wireBlocked, wireBlocks } from './safety';
import { FILTER_NAMES } from './search';

/** The version of what travels over the socket; a client that names a newer one is refused. */
export const PROTOCOL_VERSION = 1;

/** Whom a message is for. */
export const address = z.discriminatedUnion('to', [
  z.strictObject({ to: z.literal('range') }),
  z.strictObject({ to: z.literal('building') }),
  z.strictObject({ to: z.literal('people'), users: z.array(identifier).min(1).max(MAX_RECIPIENTS) }),
  z.strictObject({ to: z.literal('conversation'), id: uuid }),
]);
export type Address = z.infer<typeof address>;

/** What somebody makes: a group of chosen people, or a channel. */
export const newConversation = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('group'),
    users: z
      .array(identifier)
      .min(1)
      .max(MAX_MEMBERS - 1),
    title: title.optional(),
  }),
  z.strictObject({ kind: z.literal('channel'), title, topic: topic.optional(), public: z.boolean() }),
]);
export type NewConversation = z.infer<typeof newConversation>;

const conversation = { conversation: uuid };
const message = { message: uuid };

/** What somebody looks for among messages, as protocol/search.ts reads it. */
export const searchQuery = z.strictObject({
  query: searchText,
  /** The last one of the page before. */
  before: z.strictObject({ at: z.iso.datetime(), conversation: uuid, seq }).optional(),
  /** Where its days are days; UTC if not said. */
  timeZone: timeZone.optional(),
});
const why = { reason: z.enum(REASONS), note: note.optional() };

const who = { id: identifier.optional(), ID: identifier.optional(), token: secret.optional() };

/** What a client may say: the allow-list of events, each with the schema of its one argument. */
export const clientEvents = {
  /** A user's session begins. A socket opened with a ticket needs no id and token. */
  new_client: z.strictObject({
    ...who,
    version: z.number().int().min(1).max(1000).optional(),
    /** The session to take up again after a reconnect. */
    session: uuid.optional(),
    cursors: cursors.optional(),
  }),
  /** A bot is running. */
  new_bot: z.strictObject({ ...who, pass: secret.optional() }),
  /** `replyTo`: the id of the message that it answers. */
  send_message: z.strictObject({
    clientId: clientMessageId,
    address,
    text: messageText,
    replyTo: uuid.optional(),
  }),
  edit_message: z.strictObject({ ...message, text: messageText }),
  delete_message: z.strictObject(message),
  /** Puts one's reaction to a message into a conversation that has it, or takes it back. */
  react: z.strictObject({ ...conversation, ...message, emoji, on: z.boolean() }),
  /**
   * Whatever the log holds beyond these cursors, and the newest of conversations not named. `continued`: the answer
   * before this one was not complete; of those that follow only the last says how the conversations are.
   */
  sync: z.strictObject({ cursors, continued: z.boolean().optional() }),
  /** A page of the log: before a seq, after one, or around one; without any, the newest. */
  history: z
    .strictObject({
      ...conversation,
      before: seq.optional(),
      after: seq.optional(),
      around: seq.optional(),
      limit: z.number().int().min(1).max(200).optional(),
    })
    .refine(
      ({ before, after, around }) => [before, after, around].filter((seq) => seq !== undefined).length <= 1,
      'must name at most one of before, after and around',
    ),
  search: searchQuery,
  /** Others by name or username. */
  find_people: z.strictObject({ query: searchText }),
  /** Everything up to this seq was seen. */
  mark_read: z.strictObject({ ...conversation, seq }),
  /** The same of several conversations: up to which seq, by their ids. One that is not the user's is passed over. */
  mark_all_read: z.strictObject({ conversations: reads }),
  mute: z.strictObject({ ...conversation, muted: z.boolean() }),
  create_conversation: newConversation,
  list_channels: z.strictObject({}),
  join_channel: z.strictObject(conversation),
  leave_conversation: z.strictObject(conversation),
  /** Brings people into a group or a channel. */
  add_members: z.strictObject({
    ...conversation,
    users: z.array(identifier).min(1).max(MAX_MEMBERS),
  }),
  list_members: z.strictObject(conversation),
  /** Wants nothing to do with somebody any more; or does again. */
  block: z.strictObject({ user: identifier, blocked: z.boolean() }),
  list_blocked: z.strictObject({}),
  /** Tells the administrators of a message, or of a person. */
  report: z.union([z.strictObject({ ...message, ...why }), z.strictObject({ user: identifier, ...why })]),
  /**
   * `still`: this device has not moved since it last reported, on this connection or the one before; `take`: its position
   * counts from now on, although another device of the user's moved last.
   */
  update_coordinates: z.strictObject({
    latitude,
    longitude,
    accuracy: accuracy.optional(),
    still: z.boolean().optional(),
    take: z.boolean().optional(),
  }),
  update_range: z.strictObject({ range }),
  /**
   * `lasting`: how long, in minutes; or `here`: until the user is away from here; or `off`: until they turn it off.
   * Without it: while they are connected.
   */
  update_sharing: z.strictObject({
    sharing: z.boolean(),
    lasting: z.union([z.literal(['here', 'off']), z.number().int().min(1).max(1440)]).optional(),
  }),
  /** Choose a building by hand, or null to take that back. */
  declare_building: z.strictObject({ building: identifier.nullable() }),
  /** A bot speaks to everyone in its building. */
  bot_message: z.strictObject({ clientId: clientMessageId.optional(), message: messageText }),
} as const;

export type ClientEvent = keyof typeof clientEvents;
export type ClientPayload<E extends ClientEvent> = z.infer<(typeof clientEvents)[E]>;

/**
 * Entries beyond the cursors, by conversation in order of seq (a change of a message that the caller may not read is a
 * placeholder), and every conversation as it is now; `complete: false`
 * means more is in the log: ask again from there. Of a conversation that no cursor names there are no entries: its
 * newest message is in `conversations`, and `history` has the others.
 */
const syncResult = z.strictObject({
  entries: z.array(wireLogEntry),
  conversations: z.array(wireConversation),
  complete: z.boolean(),
  blocked: wireBlocks,
});
export type SyncResult = z.infer<typeof syncResult>;

/** A page of what was found, newest first; `more`: there are others, from before the last of these. */
export const searchResult = z.strictObject({
  entries: z.array(wireEntry),
  more: z.boolean(),
  /** With any of these nothing is found. */
  unclear: z.array(z.strictObject({ filter: z.enum(FILTER_NAMES), value: z.string() })),
});

const ok = { ok: z.literal(true) };
const entries = z.array(wireEntry);
const own = z.strictObject({ ...ok, conversation: wireConversation });
const placed = z.strictObject({ ...ok, place: wirePlace });

/** It was stored by an earlier send of the same under that client id. */
export const replayed = z.literal(true).optional();

/** What the ack of each event holds, unless it is an error. */
export const clientAnswers = {
  /** Everything a modern client needs to begin. */
  new_client: z.strictObject({
    ...ok,
    session: z.uuid(),
    version: z.number().int(),
    /** Milliseconds since 1970 of the server's clock. */
    now: z.number(),
    you: z.strictObject({
      id: z.string(),
      name: z.string(),
      administrator: z.boolean(),
      /** Of the user's devices this one, as `place.device` names it. */
      device: z.string().optional(),
      place: wirePlace,
    }),
    people: z.array(wirePerson),
    log: syncResult,
    /** As the event `busy` says. */
    busy: z.literal(true).optional(),
  }),
  new_bot: z.strictObject({ ...ok, building: z.strictObject({ id: z.string(), name: z.string() }) }),
  send_message: z.strictObject({ ...ok, entries, recipients: z.number().int(), replayed }),
  edit_message: z.strictObject({ ...ok, entries }),
  delete_message: z.strictObject({ ...ok, entries }),
  react: z.strictObject({ ...ok, entries }),
  sync: z.strictObject({ ...ok, ...syncResult.shape }),
  history: z.strictObject({ ...ok, ...historyPage.shape }),
  search: z.strictObject({ ...ok, ...searchResult.shape }),
  find_people: z.strictObject({ ...ok, people: z.array(wireNamed) }),
  mark_read: own,
  /** Each that moved is told of by `conversation`, as on the other devices. */
  mark_all_read: z.strictObject(ok),
  mute: own,
  create_conversation: own,
  list_channels: z.strictObject({ ...ok, channels: z.array(wireChannel) }),
  join_channel: own,
  leave_conversation: own,
  add_members: own,
  list_members: z.strictObject({ ...ok, members: z.array(wireNamed) }),
  block: z.strictObject({ ...ok, blocked: wireBlocks }),
  list_blocked: z.strictObject({ ...ok, people: z.array(wireBlocked) }),
  /** A second report of the same message is the first one. */
  report: z.strictObject({ ...ok, report: z.uuid() }),
  update_coordinates: placed,
  update_range: placed,
  update_sharing: placed,
  declare_building: placed,
  bot_message: z.strictObject({ ...ok, available: z.number(), state: z.string(), replayed }),
} as const satisfies Record<ClientEvent, z.ZodType>;

export type ClientAnswers = { [E in ClientEvent]: z.infer<(typeof clientAnswers)[E]> };
export type Snapshot = ClientAnswers['new_client'];

export type Ack<E extends ClientEvent> = (answer: ClientAnswers[E] | ErrorBody) => void;

export type ClientToServer = {
  [E in ClientEvent]: (payload: z.input<(typeof clientEvents)[E]>, ack?: Ack<E>) => void;
};

/** What the server says, each with the schema of its arguments; an acknowledgement may come last. */
export const serverEvents = {
  /** Who is near, or in the building, may have changed. Clients of the original ignore the argument. */
  new_movement: z.tuple([movement]),
  /** There are messages for the users named (always the session's own); the entries for clients that keep a log. */
  new_message: z.tuple([z.array(z.string()), z.array(wireLogEntry)]),
  /** A conversation of the user's, as it is now: made, joined, left, read or muted on another device. */
  conversation: z.tuple([wireConversation]),
  /** Whom the user has blocked by now, on this device or another. */
  blocked: z.tuple([wireBlocks]),
  /** Somebody with whom one shares a conversation was erased: what they said is that of `nobody` now. */
  erased: z.tuple([z.strictObject({ id: z.string(), nobody: wireNamed })]),
  /** The last seqs of conversations of which the session was not given everything, as far as the server knows. */
  heads: z.tuple([z.record(z.uuid(), z.number().int())]),
  /** The session is about to be cut, and why; the client should not come back by itself. */
  signed_out: z.tuple([
    z.strictObject({ reason: z.enum(['signed_out', 'revoked', 'unauthorised', 'too_many']) }),
  ]),
  /** Whether the server does not keep up, so that news may be late: when that begins, and when it is over. */
  busy: z.tuple([z.boolean()]),
  /** Something was dropped or missed: call `sync`. */
  resync: z.tuple([]),
} as const;

export type ServerEvent = keyof typeof serverEvents;

/** Of these events the client says when it has them. */
export const ACKNOWLEDGED = ['new_message'] as const satisfies ServerEvent[];

export type ServerToClient = {
  [E in Exclude<ServerEvent, 'new_message'>]: (...args: z.infer<(typeof serverEvents)[E]>) => void;
} & { new_message: (...args: [...z.infer<typeof serverEvents.new_message>, ack: () => void]) => void };
