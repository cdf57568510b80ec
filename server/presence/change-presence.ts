import type { PoolClient } from 'pg';
import { recordIn } from '@/server/activity/record';
import { announce } from '@/server/conversations/announce';
import { asJson } from '@/server/conversations/events';
import { isQuadError } from '@/server/errors';
import type { PresenceContext } from './context';
import { outlives, WHILE_CONNECTED } from './sharing-period';
import {
  lockPresence,
  type PresenceChange,
  type PresenceState,
  readState,
  type StoredLocation,
  touchPresences,
  writePresence,
} from './store';

/** What is to change, or a decision made of what is stored, under its lock; null changes nothing. */
export type Change =
  | PresenceChange
  | ((before: StoredLocation, client: PoolClient) => PresenceChange | null | Promise<PresenceChange | null>);

/** Where somebody was is known no more. */
const NO_LOCATION = {
  cell: null,
  buildingId: null,
  declared: false,
  deviceId: null,
  expiresInMs: null,
};
/** Nor is it to be, until they say so again. */
export const NOT_SHARING = { ...NO_LOCATION, sharing: false, wish: WHILE_CONNECTED };

/** What is left of a place that is forgotten, or of one who has no session any more: perhaps the wish to share. */
export function withoutLocation(
  { sharingPeriod }: StoredLocation,
  ended: 'place' | 'sessions',
): PresenceChange {
  return outlives(sharingPeriod, ended, Date.now()) ? NO_LOCATION : NOT_SHARING;
}

/**
 * The one way presence changes: stored under the user's lock with a new version, the building's room entered
 * or left in the same transaction, then told to every node. Call it with an empty change when sessions came or went.
 * `moved`: somebody said where the user is, or that they are there no more; a place that is only forgotten, as it
 * expires or sharing ends, says nothing of where they went, so the activity log does not either. Nothing of it is
 * noted unless the settings say so.
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
      app.log.warn({ userId }, 'a place was refused: no plausible speed leads there');
    }
    throw err;
  });
  if (!changed) return state;
  app.registry.apply(state);
  const publishing = publishStates(app, [state]);
  // Whoever left a room is told nothing more of it: all nodes know before anybody hears that it is done [D11].
  if (before.buildingId !== null && before.buildingId !== state.buildingId) await publishing;
  return state;
}

/** Tells every node that sessions of these users came or went: many at once, as when a node dies. */
export async function refreshPresence(app: PresenceContext, userIds: string[]): Promise<PresenceState[]> {
  if (userIds.length === 0) return [];
  const states = await app.db.transaction((client) => touchPresences(client, userIds));
  for (const state of states) app.registry.apply(state);
  await publishStates(app, states);
  return states;
}

/** Through the broker; past it when it is down, so that nobody is seen where they are not any more. Never rejects. */
async function publishStates(app: PresenceContext, states: PresenceState[]): Promise<void> {
  const bodies = states.map((state) => ({ type: 'presence' as const, state: asJson(state) }));
  try {
    await app.broker.publish(bodies.map((body) => ({ to: 'nodes', body })));
  } catch {
    // Nodes that miss this too read presence again when the broker is back.
    await announce(app, bodies).catch((err) => app.log.warn({ err }, 'presence could not be told'));
  }
}

/** The building's name, or the original's words for being in none. */
export function buildingNameOf(
  app: Pick<PresenceContext, 'places' | 'config'>,
  buildingId: string | null,
): string {
  const name = buildingId === null ? undefined : app.places.get(buildingId)?.name;
  return name ?? `Out of ${app.config.institution} registered facilities`;
}
