import type { Db } from '@/db/client';
import type { Revocations } from '@/server/accounts/revocations';
import type { Config } from '@/server/config';
import type { MessageWriter } from '@/server/conversations/message-writer';
import type { Limits } from '@/server/limits';

/** The parts of the application that the bot commands need. */
export interface BotsContext {
  /** The id of this node; a bot that connects here is stored as running on this node. */
  id: string;
  /**
   * `usernames`: the patterns of usernames that belong to users, which a bot may not take as its id. `authSecret`: the
   * key of the hashes of retired usernames, which a bot may not take either.
   */
  config: Pick<Config, 'authSecret' | 'usernames'>;
  db: Db;
  limits: Limits;
  writer: MessageWriter;
  revocations: Revocations;
}
