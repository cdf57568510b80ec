import { setTimeout as delay } from 'node:timers/promises';
import type { NodeEvent } from '@/server/conversations/events';
import { cellOfBuilding } from '@/server/presence/cells';
import { findInRemovedBuildings, leaveRemovedBuilding } from '@/server/presence/leave-removed-building';
import { type PresenceState, readOnline } from '@/server/presence/store';
import { mapConcurrently } from '@/server/queue';
import { hearMessage } from './bot-calls';
import type { RealtimeContext } from './context';
import { deliverPersonalEvent, deliverRoomEntry, requestResync } from './delivery';
import { disconnectRevoked } from './disconnect-revoked';

type NodeEventBody =
  | Exclude<NodeEvent, { type: 'presence' | 'presences' }>
  | { type: 'presence'; state: PresenceState }
  | { type: 'presences'; states: PresenceState[] };

const RETRY_MS = 1_000;
/** The number of concurrent changes of presence, which share transactions. */
const CHANGES_AT_ONCE = 100;

/** Handles an event that every node receives. */
export function handleNodeEvent(app: RealtimeContext, body: unknown): void {
  const event = body as NodeEventBody;
  switch (event.type) {
    case 'presence':
      onPresence(app, event.state);
      return;
    case 'presences':
      for (const state of event.states) onPresence(app, state);
      return;
    case 'room_message':
      noteTalk(app, event);
      void deliverRoomEntry(app, event);
      return;
    case 'room_joined':
      void app.rooms.noteJoined(event);
      return;
    case 'erased':
      for (const session of app.sessions.ofUsers(new Set(event.userIds)))
        deliverPersonalEvent(app, session, event);
      return;
    case 'alert':
      app.alerts.apply(event);
      return;
    case 'alert_console':
      app.sessions.refreshConsole(new Set(event.userIds));
      return;
    case 'cut':
      onRevoked(app, event);
      return;
    case 'typing':
      if (event.node !== app.id) app.typing.deliver(event);
      return;
    case 'bot_call':
      hearMessage(app, event).catch((err) =>
        app.log.warn({ err }, 'a message for a bot could not be stored'),
      );
      return;
    case 'places_changed':
      void reloadPlaces(app);
      return;
    default:
      // A newer node may send events that this node does not know.
      app.log.warn(
        { type: String((event as { type?: unknown }).type).slice(0, 40) },
        'an unknown node event',
      );
  }
}

/** Notes that a person wrote in a building's room. */
function noteTalk(app: RealtimeContext, { entry }: Extract<NodeEvent, { type: 'room_message' }>): void {
  const { conversation, change, message } = entry;
  if (
    conversation.kind === 'building' &&
    conversation.with !== null &&
    !change &&
    message.from.kind === 'user'
  )
    app.buildingCounts.noteTalk(conversation.with);
}

function onPresence(app: RealtimeContext, state: PresenceState): void {
  app.registry.apply(state);
  // Sharing may have ended on another node; this node must then stop tracking the user's devices.
  if (!app.registry.stateOf(state.userId)?.sharing) app.positionTracker.withdraw(state.userId);
}

/** Handles a revocation by another node; asks the database whether a sign-in, a token or a bot is still revoked. */
function onRevoked(app: RealtimeContext, { what, reason }: Extract<NodeEvent, { type: 'cut' }>): void {
  if (what.socketId !== undefined) {
    app.sessions.revokeLocalSockets(what, reason);
    return;
  }
  const sessions = app.sessions.matching(what);
  const bots = app.sessions.bots().filter(({ botId }) => botId === what.botId);
  disconnectRevoked(app, { sessions, bots, reason }).catch((err) => {
    app.log.warn({ err }, 'a revocation could not be verified, and was applied');
    app.sessions.revokeLocalSockets(what, reason);
  });
}

async function reloadPlaces(app: RealtimeContext): Promise<void> {
  try {
    await app.places.load();
  } catch (err) {
    app.log.warn({ err }, 'places could not be read again');
    return;
  }
  app.positionTracker.rebuild((id) => {
    const building = app.places.get(id);
    return building && building.latitude !== null ? cellOfBuilding(building) : null;
  });
  await leaveRemovedBuildings(app).catch((err) =>
    app.log.warn({ err }, 'users could not leave a removed building'),
  );
}

/**
 * Lets the users of this node's sessions, and those without any, whose location outlives the session, leave buildings
 * that were removed [L14].
 */
async function leaveRemovedBuildings(app: RealtimeContext): Promise<void> {
  const found = await findInRemovedBuildings(app.db);
  const users = new Set(app.sessions.list().map(({ actor }) => actor.userId));
  const inside = found.filter(({ userId, online }) => !online || users.has(userId));
  await mapConcurrently(inside, CHANGES_AT_ONCE, ({ userId }) => leaveRemovedBuilding(app, userId));
}

/** Makes up for node events that were lost while the broker was down. Never rejects. */
export async function catchUpWithNodes(app: RealtimeContext): Promise<void> {
  await reloadPresence(app);
  await reloadPlaces(app);
  await app.alerts.refresh().catch((err) => app.log.warn({ err }, 'alerts could not be read again'));
  await disconnectRevoked(app, { sessions: app.sessions.list(), bots: app.sessions.bots() }).catch((err) =>
    app.log.warn({ err }, 'credentials could not be checked again'),
  );
  for (const session of app.sessions.list()) await requestResync(app, session);
}

/**
 * Reads all presence again, at start and when the broker is back, because events in between are lost. Retries until it
 * succeeds: outdated presence would show users where they are not.
 */
export async function reloadPresence(app: RealtimeContext): Promise<void> {
  for (;;) {
    try {
      return await app.registry.load(() => readOnline(app.db));
    } catch (err) {
      app.log.warn({ err }, 'presence could not be read; it is tried again');
      await delay(RETRY_MS, undefined, { ref: false });
    }
  }
}
