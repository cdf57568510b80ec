import type { PoolClient } from 'pg';
import { prepared } from '@/db/prepared';
import type { WirePins } from '@/protocol/messages';
import type { WireBlocks } from '@/protocol/safety';

/** The lists of a user that all the user's devices keep, each with its version, and what says that a user was erased. */
export interface OwnLists {
  blocked: WireBlocks;
  pins: WirePins;
  erasures: string;
}

interface ListsRow {
  userId: string;
  blocksVersion: number;
  users: string[];
  pinsVersion: number;
  conversations: string[] | null;
  erasures: string;
}

const findLists = prepared<{ userIds: string[] }>(
  'findLists',
  ({ value }) => `SELECT u.id AS "userId", u.blocks_version AS "blocksVersion",
       ARRAY(SELECT o.username FROM blocks b JOIN users o ON o.id = b.blocked_id WHERE b.blocker_id = u.id ORDER BY o.username) AS users,
       u.pins_version AS "pinsVersion", u.pins AS conversations,
       coalesce((SELECT mark::text FROM erasure_marks), '') AS erasures
     FROM users u WHERE u.id = ANY(${value('userIds', 'uuid[]')})`,
);

/**
 * Returns, in the order of `userIds`, the usernames whom each user has blocked, the user's pinned conversations, and a
 * text that changes when any user is erased.
 */
export async function readLists(client: Pick<PoolClient, 'query'>, userIds: string[]): Promise<OwnLists[]> {
  const { rows } = await client.query<ListsRow>(findLists({ userIds }));
  const lists = new Map(rows.map((row) => [row.userId, row]));
  return userIds.map((userId) => {
    const row = lists.get(userId);
    return {
      blocked: { version: row?.blocksVersion ?? 0, users: row?.users ?? [] },
      pins: { version: row?.pinsVersion ?? 0, conversations: row?.conversations ?? [] },
      erasures: row?.erasures ?? '',
    };
  });
}
