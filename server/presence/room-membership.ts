import type { PoolClient } from 'pg';

/** Where a user is now. */
export interface RoomMove {
  userId: string;
  buildingId: string | null;
  /** Only users who are online are in rooms. */
  online: boolean;
}

/**
 * The port by which changes of building reach the buildings' rooms. Conversations implements it, and create-app.ts
 * passes it, so that presence writes no table of conversations.
 */
export interface RoomMembership {
  /**
   * Closes the users' memberships in rooms of buildings except the room of `buildingId`, and adds a user to that room if
   * they are `online`, in the transaction of `client`, which holds the users' presences. Each user has one move. Returns
   * the rooms that the users are in now, by user id.
   */
  moved(
    client: Pick<PoolClient, 'query'>,
    moves: readonly RoomMove[],
  ): Promise<Map<string, { id: string; fromSeq: number }>>;
}
