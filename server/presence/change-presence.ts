import type { PoolClient } from 'pg';
import { commitAtOnce } from '@/db/client';
import { isQuadError } from '@/protocol/errors';
import { recordIn } from '@/server/activity/record';
import type { JsonValue } from '@/server/broker/broker';
import { asJson, type NodeEvent } from '@/server/conversations/events';
import { publishToNodes } from '@/server/conversations/publish-to-nodes';
import type { PresenceContext } from './context';
import { outlives, WHILE_CONNECTED } from './sharing-period';
import {
  lockPresence,
  type PresenceChange,
  type PresenceState,
  readState,
  readStates,
  type StoredLocation,
  touchPresences,
  writePresence,
} from './store';

/** A change, or a function that decides it from the stored location under its lock; null changes nothing. */
export type Change =
  | PresenceChange
  | ((before: StoredLocation, client: PoolClient) => PresenceChange | null | Promise<PresenceChange | null>);

/** The change that deletes a user's location. */
const NO_LOCATION = {
  cell: null,
  buildingId: null,
  declared: false,
  deviceId: null,
  expiresInMs: null,
};
/** The change that deletes a user's location and ends sharing. */
export const NOT_SHARING = {
  ...NO_LOCATION,
  sharing: false,
  sharingPeriod: WHILE_CONNECTED,
} satisfies PresenceChange;

/**
 * Returns the change after a location expired or a user's last session ended. It keeps sharing on if the sharing period
 * outlives that.
 */
export function withoutLocation(
  { sharingPeriod }: StoredLocation,
  ended: 'place' | 'sessions',
): PresenceChange {
  return outlives(sharingPeriod, ended, Date.now()) ? NO_LOCATION : NOT_SHARING;
}

/**
 * Changes presence; nothing else does. Stores the change under the user's lock with a new version, updates the
 * membership of the building's room in the same transaction, and publishes the state to every node. Call it with an
 * empty change when sessions started or ended. `moved`: a report or a choice says that the user is in a place or left
 * it. An expiry or the end of sharing says nothing about where the user went, so the activity log records neither. The
 * log records movements only if `activityMovements` is set.
 */
export async function changePresence(
  app: PresenceContext,
  userId: string,
  change: Change,
  { moved = false } = {},
): Promise<PresenceState> {
  const changing = app.db.transaction(async (client) => {
    const before = await lockPresence(client, userId);
    const decided = typeof change === 'function' ? await change(before, client) : change;
    if (decided === null) return { before, state: await readState(client, userId), changed: false };
    await writePresence(client, userId, decided, app.config.presence.expiryMs);
    const stored = await readState(client, userId);
    const room = await app.roomMembership.moved(client, userId, stored.buildingId, stored.online);
    if (moved && app.config.activityMovements && before.buildingId !== stored.buildingId) {
      const [from, to] = [buildingNameOf(app, before.buildingId), buildingNameOf(app, stored.buildingId)];
      await recordIn(client, [{ userId, message: `Moved from: ${from} to: ${to}` }]);
    }
    return { before, state: { ...stored, room }, changed: true };
  });
  const { before, state, changed } = await changing.catch((err) => {
    if (isQuadError(err) && err.code === 'implausible_movement') {
      app.log.warn({ userId }, 'refused a location: the move exceeds the plausible speed');
    }
    throw err;
  });
  if (!changed) return state;
  const publishing = applyStates(app, [state]);
  // A user who left a room must receive no more of it: all nodes know before the caller learns that it is done [D11].
  if (before.buildingId !== null && before.buildingId !== state.buildingId) await publishing;
  return state;
}

/** Publishes to every node that sessions of these users started or ended: many at once, as when a node dies. */
export async function refreshPresence(app: PresenceContext, userIds: string[]): Promise<void> {
  if (userIds.length === 0) return;
  const [, states] = await app.db.pipeline((client) =>
    commitAtOnce(client, () => Promise.all([touchPresences(client, userIds), readStates(client, userIds)])),
  );
  await applyStates(app, states);
}

/** Applies stored states on this node, and publishes them to the others. Never rejects. */
export async function applyStates(app: PresenceContext, states: PresenceState[]): Promise<void> {
  for (const state of states) app.registry.apply(state);
  await publishStates(app, states);
}

/** The maximum number of states of one event. */
const MAX_STATES = 100;

/**
 * Publishes through the broker, or through the outbox while the broker is down, so that no node shows a user where the
 * user no longer is. Never rejects.
 */
async function publishStates(app: PresenceContext, states: PresenceState[]): Promise<void> {
  const bodies: NodeEvent[] = [];
  for (let at = 0; at < states.length; at += MAX_STATES) {
    const some = states.slice(at, at + MAX_STATES).map(asJson);
    bodies.push(
      some.length === 1
        ? { type: 'presence', state: some[0] as JsonValue }
        : { type: 'presences', states: some },
    );
  }
  try {
    await app.broker.publish(bodies.map((body) => ({ to: 'nodes', body: asJson(body) })));
  } catch {
    // A node that misses this, too, reads all presence when the broker is back.
    await publishToNodes(app, bodies).catch((err) => app.log.warn({ err }, 'could not publish presence'));
  }
}

/** Returns the building's name, or the legacy protocol's text for being in no building. */
export function buildingNameOf(
  app: Pick<PresenceContext, 'places' | 'config'>,
  buildingId: string | null,
): string {
  const name = buildingId === null ? undefined : app.places.get(buildingId)?.name;
  return name ?? `Out of ${app.config.institution} registered facilities`;
}
