import type { PoolClient } from 'pg';
import { type Db, lockTimeoutFor } from '@/db/client';
import { fail, isQuadError } from '@/protocol/errors';
import { recordIn } from '@/server/activity/record';
import type { Config } from '@/server/config';
import type { Places } from '@/server/places/places';
import { createBatchedCall, createSequences } from '@/server/queue';
import { buildingNameOf } from './building-name';
import { applyStates, type StatesContext } from './publish-states';
import type { RoomMembership } from './room-membership';
import {
  lockPresences,
  type PresenceChange,
  type PresenceState,
  readStates,
  type StoredLocation,
  writePresences,
} from './store';

/**
 * A change, or a function that decides it from the stored location under its lock; null changes nothing. The function
 * refuses with a `QuadError`, and may write with `client` only when it does not refuse.
 */
export type Change =
  | PresenceChange
  | ((before: StoredLocation, client: PoolClient) => PresenceChange | null | Promise<PresenceChange | null>);

interface WantedChange {
  userId: string;
  change: Change;
  /** A report or a choice of the user causes the change. */
  moved: boolean;
}

interface Written {
  state: PresenceState;
  /** Resolves when every node knows that the user left a building; null when the user left none. Never rejects. */
  left: Promise<void> | null;
}

/** Stores changes of presence. Those of many users at once share transactions. */
export interface PresenceWriter {
  /**
   * Stores a change under the lock of the user's presence with a new version, updates the membership of the building's
   * room in the same transaction, and publishes the state. Changes of one user are stored in the order of the calls.
   * Throws what `change` throws, and `unauthenticated` when the user does not exist.
   */
  write(wanted: WantedChange): Promise<Written>;
}

/** The parts of the application that the writer needs. */
interface WriterContext extends StatesContext {
  config: Pick<Config, 'activityMovements' | 'presence'>;
  db: Db;
  places: Pick<Places, 'get'>;
  roomMembership: RoomMembership;
}

/** The maximum number of users of one transaction, which holds the locks of rooms that sends wait for. */
const MAX_BATCH = 100;
/** The number of concurrent transactions. */
const LANES = 2;

type Outcome = Written | { refused: unknown };

/**
 * Creates the writer. A user whose presence is locked elsewhere is left to a second queue, whose transactions wait for
 * locks, so that nobody else waits for that user.
 */
export function createPresenceWriter(app: WriterContext): PresenceWriter {
  const inOrder = createSequences();
  const patient = createBatchedCall<WantedChange, Outcome>({
    maxBatch: MAX_BATCH,
    async run(batch) {
      const outcomes = await writeTogether(app, batch, { skipLocked: false });
      return outcomes.map((outcome) => outcome ?? { refused: noSuchUser() });
    },
  });
  const prompt = createBatchedCall<WantedChange, Outcome>({
    maxBatch: MAX_BATCH,
    width: LANES,
    async run(batch) {
      const outcomes = await writeTogether(app, batch, { skipLocked: true });
      return outcomes.map((outcome, n) => outcome ?? patient(batch[n] as WantedChange));
    },
  });
  return {
    async write(wanted) {
      const outcome = await inOrder(wanted.userId, () => prompt(wanted));
      if ('refused' in outcome) throw outcome.refused;
      return outcome;
    },
  };
}

/**
 * Writes the changes of different users in one transaction. The outcome of a user whose presence does not exist, or is
 * locked with `skipLocked`, is null. Locks the presences first and then the rooms, each in order of id, as everybody
 * does who locks both. Has no effect when it rejects.
 */
async function writeTogether(
  app: WriterContext,
  batch: readonly WantedChange[],
  { skipLocked }: { skipLocked: boolean },
): Promise<(Outcome | null)[]> {
  const { config, db, roomMembership } = app;
  const { decisions, states } = await db.transaction(async (client) => {
    const userIds = batch.map(({ userId }) => userId);
    const locations = await lockPresences(client, userIds, { skipLocked });
    const decisions = await Promise.all(
      batch.map(async (wanted) => {
        const before = locations.get(wanted.userId);
        return before ? decide(wanted, before, client) : null;
      }),
    );
    const changes = new Map(
      decisions.flatMap((decision) => (isChange(decision) ? [[decision.userId, decision.change]] : [])),
    );
    const [, read] = await Promise.all([
      writePresences(client, changes, config.presence.expiryMs),
      readStates(client, [...locations.keys()]),
    ]);
    const changed = read.filter(({ userId }) => changes.has(userId));
    const rooms = await roomMembership.moved(client, changed);
    for (const state of changed) state.room = rooms.get(state.userId) ?? null;
    const states = new Map(read.map((state) => [state.userId, state]));
    if (config.activityMovements) await recordMoves(app, client, decisions.filter(isChange), states);
    return { decisions, states };
  }, lockTimeoutFor(batch.length));
  const published = applyStates(
    app,
    decisions.filter(isChange).flatMap(({ userId }) => states.get(userId) ?? []),
  );
  return decisions.map((decision) => {
    if (!decision || 'refused' in decision) return decision;
    const state = states.get(decision.userId);
    if (!state) return { refused: noSuchUser() };
    const { buildingId } = decision.before;
    const hasLeft = decision.change && buildingId !== null && buildingId !== state.buildingId;
    return { state, left: hasLeft ? published : null };
  });
}

interface Decision {
  userId: string;
  moved: boolean;
  before: StoredLocation;
  /** Null changes nothing. */
  change: PresenceChange | null;
}

type Decided = Decision & { change: PresenceChange };

const isChange = (decision: Decision | { refused: unknown } | null): decision is Decided =>
  decision !== null && 'change' in decision && decision.change !== null;

async function decide(
  { userId, change, moved }: WantedChange,
  before: StoredLocation,
  client: PoolClient,
): Promise<Decision | { refused: unknown }> {
  try {
    return {
      userId,
      moved,
      before,
      change: typeof change === 'function' ? await change(before, client) : change,
    };
  } catch (error) {
    if (isQuadError(error)) return { refused: error };
    throw error;
  }
}

/** Records the users who moved to another building. */
async function recordMoves(
  app: WriterContext,
  client: PoolClient,
  decisions: readonly Decided[],
  states: ReadonlyMap<string, PresenceState>,
): Promise<void> {
  const records = decisions.flatMap(({ userId, moved, before }) => {
    const state = states.get(userId);
    if (!moved || !state || before.buildingId === state.buildingId) return [];
    const fromBuilding = buildingNameOf(app, before.buildingId);
    return [
      { userId, code: 'moved' as const, fromBuilding, toBuilding: buildingNameOf(app, state.buildingId) },
    ];
  });
  if (records.length > 0) await recordIn(client, records);
}

const noSuchUser = () => fail('unauthenticated', 'This account does not exist any more.');
