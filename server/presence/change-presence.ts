import { commitAtOnce } from '@/db/client';
import { isQuadError } from '@/protocol/errors';
import type { PresenceContext } from './context';
import type { Change } from './presence-writer';
import { applyStates } from './publish-states';
import { outlives, WHILE_CONNECTED } from './sharing-period';
import {
  type PresenceChange,
  type PresenceState,
  readStates,
  type StoredLocation,
  touchPresences,
} from './store';

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
  app: Pick<PresenceContext, 'log' | 'presenceWriter'>,
  userId: string,
  change: Change,
  { moved = false } = {},
): Promise<PresenceState> {
  const { state, left } = await app.presenceWriter.write({ userId, change, moved }).catch((err) => {
    if (isQuadError(err) && err.code === 'implausible_movement') {
      app.log.warn({ userId }, 'refused a location: the move exceeds the plausible speed');
    }
    throw err;
  });
  // A user who left a room must receive no more of it: all nodes know before the caller learns that it is done [D11].
  if (left) await left;
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
