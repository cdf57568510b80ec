import type { WireLogEntry } from '@/protocol/messages';
import { isShown } from '@/protocol/placeholder';
import type { Delivery } from '@/server/broker/broker';
import type {
  MessageEvent,
  OutboxEvent,
  PersonalEvent,
  PlaceholderEvent,
  RoomEvent,
} from '@/server/conversations/events';
import { hasUnreceived } from '@/server/conversations/store/delivery-receipts';
import type { RealtimeContext } from './context';
import type { LiveSession } from './live-sessions';

/**
 * Consumes the session's queue. Calls `onOpen` when the queue is open; a queue that is opened again triggers a resync.
 */
export function receiveFromQueue(app: RealtimeContext, session: LiveSession, onOpen: () => void): void {
  let first = true;
  session.queue = app.broker.openSession({
    sessionId: session.id,
    userId: session.actor.userId,
    onDelivery: (delivery) => onQueueDelivery(app, session, delivery),
    onReady: () => {
      if (first) onOpen();
      else void requestResync(app, session);
      first = false;
    },
  });
}

function onQueueDelivery(app: RealtimeContext, session: LiveSession, delivery: Delivery): void {
  // Acknowledges also what a lagging session is not sent: the session reads the log, and its queue's prefetch window
  // must not stay full.
  deliverPersonalEvent(app, session, delivery.body as PersonalEvent, () => delivery.ack());
}

/** Delivers an event to a session, and calls `settled` when the session has it or must read the log. */
export function deliverPersonalEvent(
  app: RealtimeContext,
  session: LiveSession,
  event: PersonalEvent,
  settled: () => void = () => {},
): void {
  if (event.type !== 'message' && event.type !== 'placeholder') {
    // A session that misses the event gets the same state with its next sync.
    if (session.keepsLog && event.type === 'conversation') {
      app.sessions.push(session, 'conversation', event.conversation);
      app.typing.changed(session, event.conversation);
    }
    if (session.keepsLog && event.type === 'joined') {
      const own = event.own[session.actor.userId];
      if (own) app.sessions.push(session, 'conversation', { ...event.channel, ...own });
    }
    if (session.keepsLog && event.type === 'blocked') app.sessions.push(session, 'blocked', event.blocked);
    if (session.keepsLog && event.type === 'notice') app.sessions.push(session, 'notice', event.notice);
    if (session.keepsLog && event.type === 'notice_confirmed')
      app.sessions.push(session, 'notice_confirmed', event.notice);
    if (session.keepsLog && event.type === 'pins') app.sessions.push(session, 'pins', event.pins);
    if (session.keepsLog && event.type === 'draft')
      app.sessions.push(session, 'draft', { conversation: event.conversation, draft: event.draft });
    if (session.keepsLog && event.type === 'receipt')
      app.sessions.push(session, 'receipt', { conversation: event.conversation, receipt: event.receipt });
    if (session.keepsLog && event.type === 'choices') {
      app.typing.choose(session, event.typing);
      // The receipts of all conversations appear or disappear.
      app.sessions.push(session, 'resync');
    }
    // What the session sends from now on has the new name.
    if (event.type === 'renamed') session.actor = { ...session.actor, name: event.name };
    if (session.keepsLog && event.type === 'erased')
      app.sessions.push(session, 'erased', { id: event.id, nobody: event.nobody });
    settled();
    return;
  }
  const entries = entriesFor(session, event);
  app.typing.received(session, entries);
  if (entries.length > 0) app.sessions.deliver(session, entries, settled);
  else settled();
}

/** Tells a client to read the log; a legacy client only if it has messages to receive. Never rejects. */
export async function requestResync(app: RealtimeContext, session: LiveSession): Promise<void> {
  if (session.keepsLog) {
    app.sessions.push(session, 'resync');
    return;
  }
  try {
    if (await hasUnreceived(app.db, session.actor.userId, session.id))
      app.sessions.deliver(session, [], () => {});
  } catch (err) {
    app.log.warn({ err }, 'a client could not be notified of its messages');
  }
}

/** Returns the entries of the event as the session's user has them, without entries that the client does not show. */
function entriesFor(session: LiveSession, event: MessageEvent | PlaceholderEvent): WireLogEntry[] {
  const { userId } = session.actor;
  const entries: WireLogEntry[] =
    event.type === 'placeholder'
      ? (event.at[userId] ?? [])
      : (event.at[userId] ?? []).map((entry) => ({ ...entry, message: event.message }));
  return entries.filter((entry) => {
    const { kind, with: other } = entry.conversation;
    const toSelf = kind === 'direct' && other === session.actor.username;
    return !isHiddenFromClient(session, entry) || (toSelf && !entry.change);
  });
}

/** Delivers an event of the outbox to this node's sessions while the broker is down. */
export function deliverLocally(app: RealtimeContext, event: OutboxEvent): void {
  if (event.to === 'nodes') return;
  for (const userId of event.userIds) {
    for (const session of app.sessions.of(userId)) {
      deliverPersonalEvent(app, session, event.body);
    }
  }
}

/** Delivers an entry of a room to this node's sessions whose users may read it. */
export const deliverRoomEntry = (app: RealtimeContext, event: RoomEvent): Promise<void> =>
  app.rooms.deliver(event, giveTo(app));

/** Applies an event about a room that this node has just committed, without waiting for the broker. */
export function deliverEarly(app: RealtimeContext, { to, body }: OutboxEvent): void {
  if (to !== 'nodes') return;
  if (body.type === 'room_message') void app.rooms.deliverEarly(body, giveTo(app));
  if (body.type === 'room_joined') void app.rooms.noteJoined(body);
}

const giveTo = (app: RealtimeContext) => (userIds: ReadonlySet<string>, entry: WireLogEntry) => {
  const sessions = app.sessions.ofUsers(userIds);
  app.sessions.broadcast(
    sessions.filter(({ keepsLog }) => keepsLog),
    entry,
  );
  for (const session of sessions) {
    if (!session.keepsLog && !isHiddenFromClient(session, entry))
      app.sessions.deliver(session, [entry], () => {});
  }
};

/** Returns whether a legacy client does not show the entry: it is the user's own message or a change. */
function isHiddenFromClient({ keepsLog, actor }: LiveSession, entry: WireLogEntry): boolean {
  if (keepsLog) return false;
  if (!isShown(entry) || entry.change) return true;
  const { from } = entry.message;
  return from.kind === 'user' && from.id === actor.username;
}
