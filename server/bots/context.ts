import type { Db } from '@/db/client';
import type { Revocations } from '@/server/accounts/revocations';
import type { Config } from '@/server/config';
import type { MessageWriter } from '@/server/conversations/message-writer';
import type { Limits } from '@/server/limits';

/** What the commands of this folder need. */
export interface BotsContext {
  /** Of the node, to which the connections of its bots belong. */
  id: string;
  /** Which ids are kept for people, and under what secret retired ones are remembered. */
  config: Pick<Config, 'authSecret' | 'usernames'>;
  db: Db;
  limits: Limits;
  /** The way into the log. */
  writer: MessageWriter;
  revocations: Revocations;
}
