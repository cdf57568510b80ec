import type { PoolClient } from 'pg';

/**
 * The port by which a change of building reaches the building's room. Conversations implements it, and create-app.ts
 * passes it, so that presence writes no table of conversations.
 */
export interface RoomMembership {
  /**
   * Closes the user's memberships in rooms of buildings except the room of `buildingId`, and adds the user to that room
   * if they are `online`, in the transaction of `client`, which holds the user's presence. Returns the room they are in
   * now.
   */
  moved(
    client: Pick<PoolClient, 'query'>,
    userId: string,
    buildingId: string | null,
    online: boolean,
  ): Promise<{ id: string; fromSeq: number } | null>;
}
